import type { Intent } from './command.ts';

/** "volume 30 on Fjord when free": what stands at the end of words that may wait for somebody else's change. */
const WHEN_FREE = /\s+(?:when|once|as soon as) (?:it is |it's |they are )?free[.!]?$/i;

/**
 * Reads words that may end so. They are no part of a device's name, and what somebody writes in a message stays with the
 * message. Throws whatever `read` throws.
 */
export async function readWhenFree(
  text: string,
  read: (text: string) => Promise<Intent | undefined>,
): Promise<{ intent: Intent | undefined; waits: boolean }> {
  const words = text.trim();
  // The end of a body is nothing that is said to the bot.
  if (words.includes('\n') || !WHEN_FREE.test(words)) return { intent: await read(text), waits: false };
  const whole = await read(text).catch(() => undefined);
  if (whole?.kind === 'change' && !isDeviceSo(whole)) return { intent: whole, waits: false };
  const intent = await read(words.replace(WHEN_FREE, ''));
  return { intent, waits: intent?.kind === 'change' };
}

/** The words were taken for the end of a device's name. */
const isDeviceSo = ({ args }: Intent): boolean => {
  const device: unknown = Object(args).device;
  return typeof device === 'string' && / ?free[.!]?$/i.test(device);
};
