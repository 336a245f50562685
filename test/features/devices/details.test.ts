import { expect, test } from 'vitest';
import { Device } from '#webex/devices.ts';
import { openLab } from '../../lab.ts';

test('whatever Webex says of a device is read as far as it makes sense', () => {
  const odd = { id: 'a', displayName: 'A', sipUrls: 'sip:a', lifecycle: 3, plannedMaintenance: 'upcoming', mac: null };
  expect(Device.parse(odd)).toMatchObject({ plannedMaintenance: { mode: 'upcoming' } });
  expect(Device.parse({ ...odd, plannedMaintenance: 7 }).plannedMaintenance).toBeUndefined();
  expect(Device.parse(odd).sipUrls).toBeUndefined();
});

test('names of devices and tags can form nothing on the card, and nobody has to log in', async () => {
  await using lab = await openLab();
  const fjord = lab.cloud.fleet.get(lab.deviceId('Fjord'));
  if (fjord) lab.cloud.fleet.setTags(fjord, ['[x](https://evil.example)', '{{DATE(1)}}', '**b**']);
  lab.cloud.fleet.setConnection(lab.deviceId('Fjord'), 'connected_with_issues');
  const card = await lab.vera.says('details fjord');
  expect(JSON.stringify(card.card)).not.toMatch(/\]\(https:\/\/evil|\{\{DATE\(1/);
  expect(card.text).toContain('Connection connected with issues');
  expect(card.text).not.toContain('Delete');
  expect((await lab.alice.presses(await lab.alice.says('details fjord'), 'Log in to see more')).title).toBe(
    'Log in to Webex',
  );
});
