import type { ReadContext } from './context.ts';

/** Whether the asker may give the command of that whole name, such as "config set": a button for it is for nobody else. */
export const mayGive = (name: string, { commands, asker }: Pick<ReadContext, 'commands' | 'asker'>): boolean =>
  commands.some((command) => command.name === name && asker.can(command));
