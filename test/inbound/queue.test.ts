import { expect, test } from 'vitest';
import { createLaneQueue } from '#inbound/queue.ts';

const never = (error: unknown) => {
  throw error;
};

test('jobs of one lane keep their order while other lanes go on', async () => {
  const queue = createLaneQueue({ concurrency: 8, capacity: 100, onError: never });
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  queue.push('a', async () => {
    await gate.promise;
    done.push('a1');
  });
  queue.push('a', async () => void done.push('a2'));
  queue.push('b', async () => {
    done.push('b1');
    gate.resolve();
  });
  await queue.idle();
  expect(done).toEqual(['b1', 'a1', 'a2']);
});

test('a job that fails stops neither its lane nor the others', async () => {
  const failed: unknown[] = [];
  const done: string[] = [];
  const queue = createLaneQueue({ concurrency: 1, capacity: 100, onError: (error) => failed.push(error) });
  queue.push('a', () => Promise.reject(new Error('no')));
  queue.push('a', async () => void done.push('a2'));
  queue.push('b', async () => void done.push('b1'));
  await queue.idle();
  expect(failed).toHaveLength(1);
  expect(done.sort()).toEqual(['a2', 'b1']);
});

test('no more lanes than allowed are served at once, and each comes to its turn', async () => {
  let running = 0;
  let most = 0;
  let count = 0;
  const queue = createLaneQueue({ concurrency: 4, capacity: 1_000, onError: never });
  for (let at = 0; at < 200; at += 1) {
    queue.push(`lane ${at % 40}`, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      count += 1;
    });
  }
  await queue.idle();
  expect([most, count]).toEqual([4, 200]);
});

test('a job beyond the capacity is not taken', async () => {
  const queue = createLaneQueue({ concurrency: 1, capacity: 1, onError: never });
  const gate = Promise.withResolvers<void>();
  expect(queue.push('a', () => gate.promise)).toBe(true);
  expect(queue.push('a', async () => {})).toBe(true);
  expect(queue.push('b', async () => {})).toBe(false);
  gate.resolve();
  await queue.idle();
  expect(queue.push('b', async () => {})).toBe(true);
});

test('an empty queue is idle at once', async () => {
  await expect(createLaneQueue({ concurrency: 1, capacity: 1, onError: never }).idle()).resolves.toBeUndefined();
});
