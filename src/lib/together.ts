/** Restarting many rooms at once is no small thing any more. */
const GRAVE_TOGETHER = new Set(['systemunit.boot']);

/** Whether an xCommand that is bearable on one device is grave on several. */
export const isGraveTogether = (command: string): boolean => GRAVE_TOGETHER.has(command.toLowerCase());
