import type { Command } from '#intent/command.ts';

const OF_DEVICES = ['tag', 'untag', 'retag', 'device delete'];

/**
 * It changes what Webex keeps of places and devices, with an administrator's rights, and sends no device a command. What a
 * rollout sends is named by the plan of each: test/features/rollouts/commands.test.ts.
 */
export const isAtWebex = ({ topic, name }: Pick<Command, 'topic' | 'name'>): boolean =>
  topic === 'workspaces' || topic === 'rollouts' || OF_DEVICES.includes(name);
