import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
  await lab.logIn('Alice', 'everything');
});
afterAll(() => lab[Symbol.asyncDispose]());
beforeEach(() => lab.cloud.faults.clear());

const inputsIn = (card: unknown): { id: string; value?: string }[] => {
  if (typeof card !== 'object' || card === null) return [];
  const own = 'type' in card && String(card.type).startsWith('Input.') && 'id' in card ? [card] : [];
  const inputs = own.map((one) => ({
    id: String(one.id),
    ...('value' in one && typeof one.value === 'string' && { value: one.value }),
  }));
  return [...inputs, ...Object.values(card).flatMap(inputsIn)];
};

const idOf = async (path: string, name: string): Promise<string> => {
  const { items } = await lab.alice.call('GET', path);
  const found = (Array.isArray(items) ? items : []).find((one) => [one.name, one.displayName].includes(name));
  return String(found?.id);
};

describe('a location', () => {
  test('is found by the id that the older API gave it, with "id:" and without', async () => {
    const older = await idOf('/workspaceLocations', 'London');
    expect((await lab.alice.says(`location id:${older}`)).title).toBe('London');
    expect((await lab.alice.says(`location ${older}`)).title).toBe('London');
    expect((await lab.alice.says('location London floors')).title).toBe('London: 2 floors');
    expect((await lab.alice.says(`floors ${older}=`)).title).toBe('London: 2 floors');
    expect((await lab.alice.says('location id:Y2lzY28nowhere')).title).toBe('This location is not there any more');
  });

  test('is asked about where two have its name, and the click goes on with the same words', async () => {
    const twin = {
      name: 'Oslo',
      timeZone: 'America/Chicago',
      preferredLanguage: 'en_us',
      announcementLanguage: 'en_us',
      address: { address1: '1 Main Street', city: 'Oslo', state: 'MN', postalCode: '56744', country: 'US' },
    };
    const { id } = await lab.alice.call('POST', '/locations', twin);
    const card = await lab.alice.says('floor new Oslo number:9');
    expect(card.lines).toEqual([
      'Which location?',
      '2 locations match "Oslo". Choose one.',
      expect.stringContaining('Bryggegata 1, 0250 Oslo'),
      expect.stringContaining('1 Main Street, 56744 Oslo, MN'),
    ]);
    const form = await lab.alice.says('location new Oslo city:Oslo');
    expect(form.title).toBe(
      'New location: street and number, postal code, country, time zone and language are missing',
    );
    const ask = await lab.alice.submits(card, { v: 1, say: `floor new id:${id} number:9` });
    expect(ask.title).toBe('Add floor 9 to Oslo?');
    await lab.alice.presses(ask, 'Cancel');
    await lab.alice.call('DELETE', `/locations/${id}`);
  });

  test('that somebody changes between the question and Confirm is asked about anew, and not written over', async () => {
    const id = await idOf('/locations', 'San Jose');
    const before = await lab.alice.call('GET', `/locations/${id}`);
    const card = await lab.alice.says('location edit San Jose timezone:America/Denver');
    await lab.alice.call('PUT', `/locations/${id}`, { ...before, timeZone: 'America/Phoenix' });
    const written = lab.written().length;
    const again = await lab.alice.presses(card, 'Change location');
    expect(again.lines.slice(0, 3)).toEqual([
      'Something changed since you were asked. Nothing was sent. Look again:',
      'Change the location San Jose?',
      'Time zone: America/Phoenix → America/Denver',
    ]);
    expect(lab.written().slice(written)).toEqual([]);
    await lab.alice.call('PUT', `/locations/${id}`, { ...before });
  });

  test('of which an unchanged part lacks what Webex wants is written without it', async () => {
    const card = await lab.alice.says('location edit Oslo language:en_gb');
    await lab.alice.presses(card, 'Change location');
    const [put] = lab.written().slice(-1);
    expect(put).toMatchObject({ body: { name: 'Oslo', timeZone: 'Europe/Oslo', preferredLanguage: 'en_gb' } });
    expect(put?.body).not.toHaveProperty('address');
  });

  test('is written anew after a pause of Webex, and left alone when somebody changed it in that pause', async () => {
    const id = await idOf('/locations', 'San Jose');
    const place = lab.cloud.places.locations.get(id);
    if (!place) throw new Error('the simulated world is another one');
    const asked = await lab.alice.says('location edit San Jose timezone:America/Denver');
    const pause = { effect: 'status', status: 429, retryAfter: 1, times: 1 } as const;
    lab.cloud.faults.add({ method: 'PUT', path: `/locations/${id}`, ...pause });
    const before = lab.written().length;
    const answer = lab.alice.presses(asked, 'Change location');
    await lab.until(
      () =>
        lab
          .written()
          .slice(before)
          .some(({ status }) => status === 429),
      'it was paused',
    );
    place.timeZone = 'America/Phoenix';
    expect((await answer).lines.join('\n')).toContain('Somebody changed San Jose just now');
    expect(place.timeZone).toBe('America/Phoenix');
    place.timeZone = 'America/Los_Angeles';
  });

  test('and a floor get from a form only what was touched', async () => {
    const id = await idOf('/locations', 'San Jose');
    const place = lab.cloud.places.locations.get(id);
    const floor = [...(place?.floors.values() ?? [])].find(({ floorNumber }) => floorNumber === 2);
    if (!place || !floor) throw new Error('the simulated world is another one');
    const [form, ofFloor] = [
      await lab.alice.says('location edit San Jose'),
      await lab.alice.says('floor edit San Jose 2'),
    ];
    Object.assign(place, { name: 'San Jose HQ' });
    Object.assign(floor, { displayName: 'Research' });
    const shown = Object.fromEntries(inputsIn(form.card).map((input) => [input.id, input.value ?? '']));
    const asked = await lab.alice.presses(form, 'Go on', { ...shown, timezone: 'America/Denver' });
    expect(asked.lines.slice(0, 2)).toEqual([
      'Change the location San Jose HQ?',
      'Time zone: America/Los_Angeles → America/Denver',
    ]);
    await lab.alice.presses(asked, 'Change location');
    expect(place).toMatchObject({ name: 'San Jose HQ', timeZone: 'America/Denver' });
    const renumber = await lab.alice.presses(ofFloor, 'Go on', { number: '9', name: 'Engineering' });
    expect(renumber.lines.slice(1, 2)).toEqual(['Number: 2 → 9']);
    await lab.alice.presses(renumber, 'Cancel');
    const nothing = await lab.alice.presses(await lab.alice.says('floor edit San Jose 2'), 'Go on', {
      number: '2',
      name: 'Research',
    });
    expect(nothing.title).toBe('Floor 2 · Research is like that already');
    Object.assign(place, { name: 'San Jose', timeZone: 'America/Los_Angeles' });
    Object.assign(floor, { displayName: 'Engineering' });
  });

  test('of a country without states has its city there, and one with states is asked for it', async () => {
    const asked = await lab.alice.says('location edit London postcode:"NW1 7JN"');
    expect(asked.lines.slice(1, 3)).toEqual([expect.stringContaining('Postal code: '), 'State: none → London']);
    await lab.alice.presses(asked, 'Change location');
    expect(lab.written().at(-1)?.body).toMatchObject({ address: { state: 'London', postalCode: 'NW1 7JN' } });
    const words = 'address:"1 Way" postcode:1 city:Nuuk country:Greenland timezone:America/Nuuk';
    const incomplete = await lab.alice.says(`location new Nuuk ${words}`);
    expect(incomplete.title).toBe('New location: language is missing');
    const made = await lab.alice.presses(
      await lab.alice.says(`location new Nuuk ${words} language:da_dk`),
      'Create location',
    );
    expect(lab.written().at(-1)?.body).toMatchObject({ address: { state: 'Nuuk', country: 'GL' } });
    const gone = await lab.alice.presses(made, 'Undo');
    await lab.alice.presses(gone, 'Delete location', { typed: 'Nuuk' });
    const austin = 'address:"1 Way" postcode:1 city:Austin country:US timezone:America/Chicago language:en_us';
    expect((await lab.alice.says(`location new Austin ${austin}`)).title).toBe('New location: state is missing');
  });

  test('that Webex does not let go is told with its own words', async () => {
    const made = await lab.alice.says(
      'location new Empty address:1 Way postcode:1 city:Town country:NO timezone:Europe/Oslo language:nb_no',
    );
    await lab.alice.presses(made, 'Create location');
    lab.cloud.faults.add({ method: 'DELETE', path: '/locations', effect: 'status', status: 409, times: 1 });
    const card = await lab.alice.says('location delete Empty');
    const answer = await lab.alice.presses(card, 'Delete location', { typed: 'Empty' });
    expect(answer.title).toBe('This was not done: Delete the location Empty');
    expect(answer.lines[1]).toContain('Webex does not let Empty go');
    expect((await lab.alice.says('location Empty')).title).toBe('Empty');
  });
});

describe('a floor', () => {
  test('keeps its name when only its number is said, and loses it when it is emptied', async () => {
    const london = await idOf('/locations', 'London');
    const floors = async () => (await lab.alice.call('GET', `/locations/${london}/floors`))['items'];
    await lab.alice.presses(await lab.alice.says('floor edit London, ground number:7'), 'Change floor');
    expect(await floors()).toContainEqual(expect.objectContaining({ floorNumber: 7, displayName: 'Ground floor' }));
    const form = await lab.alice.says('floor edit London floor 7');
    const asked = await lab.alice.presses(form, 'Go on', { number: '0' });
    expect(asked.lines.slice(1, 3)).toEqual(['Number: 7 → 0', 'Name: Ground floor → none']);
    await lab.alice.presses(asked, 'Cancel');
    await lab.alice.presses(await lab.alice.says('undo'), 'Change floor');
    expect(await floors()).toContainEqual(expect.objectContaining({ floorNumber: 0, displayName: 'Ground floor' }));
  });

  test('is told apart from its location, however both are written', async () => {
    for (const words of [
      'San Jose Engineering',
      'San Jose 2',
      '"San Jose" engi',
      'san jose floor 2',
      'san jose, 2',
      '2 in san jose',
    ])
      expect((await lab.alice.says(`floor edit ${words}`)).title).toBe('Change floor 2 of San Jose (Engineering)');
  });
});

test('who may only look is told so', async () => {
  expect((await lab.vera.says('location new Bergen')).title).toMatch(/^You can't|^You can look, but not/);
  expect((await lab.vera.says('location delete London')).title).toMatch(/^You can't|^You can look, but not/);
});

test('what the rules hide is not there by any name or id', async () => {
  await using other = await openLab({
    policy: `version: 1
roles:
  oslo:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3, devices: "location:Oslo" }]
  admin:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
`,
  });
  await other.logIn('Alice', 'everything');
  expect((await other.alice.says('locations')).lines.slice(0, 2)).toEqual([
    '1 location',
    expect.stringContaining('Oslo'),
  ]);
  expect((await other.alice.says('location London')).title).toBe('There is no location named "London"');
  const { items } = await other.alice.call('GET', '/locations');
  const hidden = (Array.isArray(items) ? items : []).find(({ name }) => name === 'London');
  expect((await other.alice.says(`location id:${hidden.id}`)).title).toBe('This location is not there any more');
  expect((await other.alice.says('metrics Camden')).title).toBe('There is no workspace named "Camden"');
});

test('who may act in one location only makes no other, and does not change the rules of all', async () => {
  await using other = await openLab({
    policy: `version: 1
roles:
  oslo:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3, devices: "location:Oslo" }]
  admin:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
`,
  });
  for (const name of ['Alice', 'Bob'] as const) await other.logIn(name, 'everything');
  const make = 'location new Berlin address:"Am Markt 1" postcode:10117 city:Berlin country:DE timezone:Europe/Berlin';
  const changes = [`${make} language:de_de`, 'workspaces rule add "hall*" type:open', 'workspaces rule remove 3'];
  for (const words of changes) {
    expect((await other.alice.says(words)).title).toMatch(/^You can't|^You may/);
    const asked = await other.bob.says(words);
    expect(asked.title).toMatch(/\?$/);
    await other.bob.presses(asked, 'Cancel');
  }
  const asked = await other.bob.says('workspaces rule remove 3');
  await other.bob.presses(asked, 'Remove the rule');
  expect((await other.alice.says('workspaces rules reset')).title).toMatch(/^You can't|^You may/);
});
