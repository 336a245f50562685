import { z } from 'zod';
import type { Call } from './call.ts';

/** A code that adds one device: whoever reads it can do so. It is shown to who asked, and kept nowhere. */
export interface ActivationCode {
  /** 16 digits. */
  code: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** What the code is for. A phone needs its `model`, such as "DMS Cisco 8865"; without one it fits RoomOS devices only. */
export type ActivationTarget = (
  | { workspaceId: string; personId?: never }
  | { personId: string; workspaceId?: never }
) & {
  model?: string | undefined;
};

export interface ActivationCodes {
  /**
   * Changes calling of a workspace that has none, or that of a third party, to free calling. Never repeated when the outcome
   * is unknown. Throws WebexError 404 when the workspace or the person is gone.
   */
  create(target: ActivationTarget): Promise<ActivationCode>;
}

const Answer = z.object({ code: z.string().min(1), expiryTime: z.string() });

/** https://developer.webex.com/docs/api/v1/devices/create-a-device-activation-code */
export function activationCodes(call: Call): ActivationCodes {
  return {
    async create(json) {
      const { data } = await call({ method: 'POST', path: '/devices/activationCode', json }, Answer);
      return { code: data.code, expiresAt: data.expiryTime };
    },
  };
}
