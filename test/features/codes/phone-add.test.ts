import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

test('a phone is added once: a second one of that address is told at the field, and by Webex when it is not seen', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { alice } = lab;
  const words = 'phone add 001b.5412.3456 8865 for Galleri';
  const first = await alice.says(words);
  const second = await alice.says(words);
  expect((await alice.presses(first, 'Add the phone')).title).toBe('The phone Cisco 8865 is added to Galleri');
  expect((await alice.presses(second, 'Add the phone')).title).toBe('Galleri (8865) has this MAC address already');
  expect((await alice.says('phone add 00:1B:54:12:34:57 8865x9 for')).title).toBe('Say for which workspace or person');
  expect((await alice.says('phone add 00:1B:54:12:34:57 toaster for Galleri')).title).toBe(
    'A model has a number, such as 8865',
  );
  const odd = await alice.presses(await alice.says('phone add 00:1B:54:12:34:57 9999 for Galleri'), 'Add the phone');
  expect(odd.title).toBe('This was not done: Add the phone Cisco 9999 to Galleri');
  expect(lab.written().filter(({ path, status }) => path === '/devices' && status === 200)).toHaveLength(1);
});
