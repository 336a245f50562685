import { describe, expect, test } from 'vitest';
import { createProgress } from '../../src/pipeline/progress.ts';
import { quiet } from '../store/engines.ts';
import { timeMachine } from '../time-machine.ts';

/** A space that keeps what stands in it; `fault` is thrown by the calls that it names. */
function open(fault?: 'post' | 'edit', quietMs?: number) {
  const clock = timeMachine();
  const said: string[] = [];
  const edits: string[] = [];
  const posted: string[] = [];
  const fail = (what: string) => {
    if (fault === what) throw new Error(`no ${what}`);
  };
  const chat = {
    post: async (_to: unknown, { text }: { text: string }) => {
      fail('post');
      said.push(text);
      return { id: 'message' };
    },
    edit: async (id: string, { roomId, text }: { roomId: string; text: string }) => {
      edits.push(`${id} ${roomId} ${text}`);
      fail('edit');
    },
  };
  const rooms = { chat: { ...notUsed, ...chat }, clock, log: quiet };
  const progress = createProgress(rooms, { roomId: 'space' }, async (id) => void posted.push(id), {
    ...(quietMs !== undefined && { quietMs }),
  });
  return { clock, said, edits, posted, progress };
}

const notUsed = {
  remove: () => Promise.reject(new Error('not used')),
  person: () => Promise.reject(new Error('not used')),
  space: () => Promise.reject(new Error('not used')),
  me: { id: '', orgId: '', email: '', displayName: '', type: 'bot' as const },
};

/** Calls of fakes resolve in a few turns. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('how far a change of many devices is', () => {
  test('is said at once, changed at most every two seconds, and stands until the end', async () => {
    const { clock, said, edits, posted, progress } = open();
    progress.tell('0 of 12 done', 12);
    await settled();
    expect(said).toEqual(['0 of 12 done']);
    expect(posted).toEqual(['message']);
    progress.tell('1 of 12 done', 12);
    clock.skip(2_100);
    progress.tell('5 of 12 done', 12);
    progress.tell('6 of 12 done', 12);
    expect(await progress.end()).toBe('message');
    // What is known by then.
    expect(edits).toEqual(['message space 6 of 12 done']);
  });

  test('is changed eight times at most, since Webex allows ten', async () => {
    const { clock, edits, progress } = open();
    progress.tell('0', 100);
    await settled();
    for (let index = 0; index < 100; index += 1) {
      clock.skip(40_000);
      progress.tell(String(index), 100);
    }
    await progress.end();
    expect(edits).toHaveLength(8);
  });

  test('keeps nothing back when it can not be said or changed', async () => {
    const unsaid = open('post');
    unsaid.progress.tell('0 of 12 done', 12);
    expect(await unsaid.progress.end()).toBeUndefined();

    const unchanged = open('edit');
    unchanged.progress.tell('0 of 12 done', 12);
    await settled();
    for (const text of ['1 of 12 done', '2 of 12 done']) {
      unchanged.clock.skip(10_000);
      unchanged.progress.tell(text, 12);
      await settled();
    }
    expect(await unchanged.progress.end()).toBe('message');
    expect(unchanged.edits).toHaveLength(1);
  });
});

describe('how far a change of few devices is', () => {
  test('is said when it takes long', async () => {
    const { said, progress } = open(undefined, 1);
    progress.tell('0 of 3 done', 3);
    progress.tell('1 of 3 done', 3);
    expect(said).toEqual([]);
    await expect.poll(() => said).toEqual(['1 of 3 done']);
    expect(await progress.end()).toBe('message');
  });

  test('is not said when it ends before', async () => {
    const { said, progress } = open(undefined, 1);
    progress.tell('0 of 3 done', 3);
    expect(await progress.end()).toBeUndefined();
    // A timer that was set later has rung.
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(said).toEqual([]);
  });
});
