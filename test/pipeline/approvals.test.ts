import { describe, expect, test } from 'vitest';
import { closeRoom } from '#simulator/spaces.ts';
import { actionsIn } from '../draw.ts';
import { newcomer, rename } from '../guard/newcomer.ts';
import type { Lab } from '../lab.ts';
import type { Said } from '../persona.ts';
import { asks, auditOf, lastOf, openApprovalLab, policyWith, rewrite, SPACE } from './approval-lab.ts';

const dataOf = (card: Said, title: string) => {
  const found = actionsIn(card.card).find((action) => action.title === title);
  if (!found) throw new Error(`no ${title} in ${card.lines.join('\n')}`);
  return found.data;
};
const account = (lab: Lab, name: string) => {
  const found = lab.cloud.world.people.all().find(({ firstName }) => firstName === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
};

describe('who may not', () => {
  test('run it without an approval, whatever the button sends', async () => {
    await using lab = await openApprovalLab();
    const plan = await lab.bob.says('reboot fjord', SPACE);
    const { approval } = dataOf(plan, 'Ask for approval');
    const again = await lab.bob.submits(plan, { v: 1, plan: approval, press: 'confirm' });
    expect(again.lines).toContain('Needs the approval of an admin (policy.yaml, line 18). Nothing was sent.');
    expect(again.lines).toContain('[Ask for approval] [Cancel]');
    const queued = await lab.bob.submits(again, {
      v: 1,
      plan: dataOf(again, 'Ask for approval')['approval'],
      press: 'queue',
    });
    expect(queued.title).toBe('This button does not belong to a plan of this card');
    const waits = await lab.bob.presses(again, 'Ask for approval');
    const confirmed = await lab.bob.submits(waits, {
      v: 1,
      plan: dataOf(waits, 'Approve')['approval'],
      press: 'confirm',
    });
    expect(confirmed.title).toBe('This waits for approval already');
    expect(lab.sent()).toEqual([]);
  });

  test('approve one’s own, look and approve, come from elsewhere: each is told and written down, and it still waits', async () => {
    await using lab = await openApprovalLab(
      policyWith({
        people: 'people:\n  bob: [bob.berg@fjordbank.example, vera.vik@fjordbank.example]',
        admins: 'alice.andersen@fjordbank.example, vera.vik@fjordbank.example',
      }),
    );
    const card = await asks(lab.bob, 'reboot fjord');
    for (const button of ['Approve', 'Refuse']) {
      expect((await lab.bob.presses(card, button, { reason: 'no' })).title).toBe('You asked for this yourself');
      expect((await lab.vera.presses(card, button, { reason: 'no' })).title).toMatch(
        /^Bob Berg and you are one person \(policy\.yaml, line \d+\)$/,
      );
      expect((await lab.gus.presses(card, button, { reason: 'no' })).title).toContain('organisation');
    }
    expect(lab.sent()).toEqual([]);
    expect((await lab.alice.presses(card, 'Approve')).title).toBe('Fjord is restarting');
    const entries = await auditOf(lab);
    expect(entries.filter(({ outcome }) => outcome === 'denied').map(({ who }) => who)).toEqual([
      'bob',
      'vera',
      'gus',
      'bob',
      'vera',
      'gus',
    ]);
    const named = 'asked by bob.berg@fjordbank.example';
    expect(entries.slice(-2)).toEqual([
      {
        outcome: 'approved',
        who: 'alice',
        action: 'reboot',
        detail: `${named}, approved by alice.andersen@fjordbank.example`,
      },
      {
        outcome: 'done',
        who: 'bob',
        action: 'reboot',
        detail: `${named}, approved by alice.andersen@fjordbank.example`,
      },
    ]);
  });

  test('a viewer, and somebody whose role was taken since the card was posted', async () => {
    await using lab = await openApprovalLab(
      policyWith({ admins: 'alice.andersen@fjordbank.example, vera.vik@fjordbank.example' }),
    );
    const card = await asks(lab.bob, 'reboot fjord');
    await rewrite(lab, policyWith());
    const told = await lab.vera.presses(card, 'Approve');
    expect(told.title).toBe('Only an admin can answer this');
    expect(told.lines[1]).toBe('Your role: viewer. Nothing was sent.');
    expect((await lab.alice.presses(card, 'Approve')).title).toBe('Fjord is restarting');
    expect(lab.sent()).toHaveLength(1);
  });

  test('a person who took over the address of an admin; the admin under a new address may', async () => {
    await using lab = await openApprovalLab();
    const card = await asks(lab.bob, 'reboot fjord');
    // Alice is pinned by what she does.
    await lab.alice.says('whoami', SPACE);
    rename(lab, 'Alice', 'alice.new@fjordbank.example');
    rename(lab, 'Vera', 'alice.andersen@fjordbank.example');
    lab.clock.skip(11 * 60_000);
    expect((await lab.vera.presses(card, 'Approve')).title).toBe('Only an admin can answer this');
    expect((await lab.alice.presses(card, 'Approve')).title).toBe('Fjord is restarting');
  });

  test('press what stands in another space, names another plan, or none', async () => {
    await using lab = await openApprovalLab();
    const card = await asks(lab.bob, 'reboot fjord');
    const other = await asks(lab.bob, 'reboot camden');
    const direct = await lastOf(lab.alice);
    const approve = dataOf(card, 'Approve');
    const foreign = 'This button does not belong to an approval of this card';
    // Copied word for word into the direct space of an admin, by the bot's own hand.
    const { content } = { content: card.card };
    const response = await fetch(`${lab.cloud.apiBase}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${lab.cloud.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        toPersonId: lab.alice.id,
        text: 'copied',
        attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
      }),
    });
    const copied = { id: String(Object(await response.json()).id) };
    expect((await lab.alice.submits(copied, approve)).title).toBe(foreign);
    expect((await lab.alice.submits(direct, approve)).title).toBe(foreign);
    expect((await lab.alice.submits(other, approve)).title).toBe(foreign);
    expect((await lab.alice.submits(card, { ...approve, approval: 'q1w2e3r4t5y6u7i8o9p0aa' })).title).toBe(foreign);
    expect((await lab.alice.submits(card, { ...approve, press: 'agree' })).title).toBe(
      'I can no longer read this card',
    );
    expect(lab.sent()).toEqual([]);
    expect((await auditOf(lab)).filter(({ outcome }) => outcome === 'denied')).toHaveLength(4);
  });
});

describe('what is looked at once more, at the click', () => {
  const gone = /^This was not done: Restart Fjord$/;

  test('a requester without the role: nothing is sent, both hear why', async () => {
    await using lab = await openApprovalLab();
    const card = await asks(lab.bob, 'reboot fjord', {});
    expect(card.title).toBe('Waiting for approval: Restart Fjord');
    const asked = await lastOf(lab.alice);
    await rewrite(lab, policyWith({ operators: '' }));
    await lab.alice.presses(asked, 'Approve');
    // News of the policy may come in between.
    const toldHer = async () => (await lab.alice.reads()).find(({ title }) => gone.test(title));
    await expect.poll(toldHer, { timeout: 10_000 }).toBeDefined();
    const told = await toldHer();
    if (!told) throw new Error('Alice was not told');
    expect(told.lines[1]).toContain('Bob Berg may not do this any more. Their role: viewer. Nothing was sent.');
    expect((await lastOf(lab.bob)).lines).toEqual([...told.lines.slice(0, 2), '[Ask again]']);
    expect(lab.sent()).toEqual([]);
    expect((await auditOf(lab)).at(-1)).toMatchObject({ outcome: 'denied', who: 'alice' });
  });

  test.each([
    [
      'left',
      (lab: Lab) =>
        void lab.cloud.faults.add({
          method: 'GET',
          path: `/people/${account(lab, 'Bob').id}`,
          effect: 'status',
          status: 404,
          times: 5,
        }),
    ],
    [
      'went over to another organisation',
      (lab: Lab) => {
        const bob = account(lab, 'Bob');
        bob.orgId = account(lab, 'Gus').orgId;
        lab.cloud.world.people.add(bob);
      },
    ],
  ])('a requester who %s', async (_, leave) => {
    await using lab = await openApprovalLab();
    const card = await asks(lab.bob, 'reboot fjord');
    leave(lab);
    const told = await lab.alice.presses(card, 'Approve');
    expect(told.title).toMatch(gone);
    expect(told.lines[1]).toContain('Bob Berg may not do this any more. They left the organisation. Nothing was sent.');
    expect(lab.sent()).toEqual([]);
    expect((await auditOf(lab)).at(-1)).toMatchObject({ outcome: 'denied', who: 'alice' });
  });

  test('the space where it was asked: when it is gone, nothing is sent', async () => {
    await using lab = await openApprovalLab();
    await asks(lab.bob, 'reboot fjord');
    const pointer = await lastOf(lab.alice);
    expect(pointer.lines).toEqual([
      'Bob Berg asks for an approval',
      'Restart Fjord. Asked in Room operations.',
      '[Show it]',
    ]);
    const card = await lab.alice.presses(pointer, 'Show it');
    const { world } = lab.cloud;
    const room = world.rooms.all().find(({ title }) => title === SPACE.space);
    if (!room) throw new Error('there is no such space');
    closeRoom(world, room, account(lab, 'Bob'));
    const told = await lab.alice.presses(card, 'Approve');
    expect(told.title).toMatch(gone);
    expect(told.lines[1]).toContain('The space where it was asked is gone');
    expect(lab.sent()).toEqual([]);
    expect((await auditOf(lab)).at(-1)).toMatchObject({ outcome: 'refused', who: 'alice' });
  });

  test('the plan: a call that began since makes it another one', async () => {
    await using lab = await openApprovalLab();
    const card = await asks(lab.bob, 'reboot fjord');
    lab.cloud.fleet.setInCall(lab.deviceId('Fjord'), true);
    const told = await lab.alice.presses(card, 'Approve');
    expect(told.title).toMatch(gone);
    expect(told.lines.at(-1)).toBe('[Ask again]');
    const plan = await lab.bob.presses(told, 'Ask again');
    expect(plan.lines[1]).toMatch(/^It is in a call.*: the call will end\.$/);
    expect(lab.sent()).toEqual([]);
  });

  test('Webex: while it is away nothing is taken, and the same card works later', async () => {
    await using lab = await openApprovalLab();
    const card = await asks(lab.bob, 'reboot fjord');
    lab.cloud.faults.add({
      method: 'GET',
      path: `/people/${account(lab, 'Bob').id}`,
      effect: 'status',
      status: 503,
      times: 20,
    });
    expect((await lab.alice.presses(card, 'Approve')).title).toMatch(/^Webex answered with an error/);
    lab.cloud.faults.clear();
    expect((await lab.alice.presses(card, 'Approve')).title).toBe('Fjord is restarting');
    expect(lab.sent()).toHaveLength(1);
  });

  test('limits of the policy that pass: it waits on, and is done when they are over', async () => {
    const inCall = `${policyWith()}\nnot-in-call:\n  - { tiers: 2-3, devices: "tag:lobby" }\n`;
    await using lab = await openApprovalLab(inCall);
    const card = await asks(lab.bob, 'reboot fjord');
    lab.cloud.fleet.setInCall(lab.deviceId('Fjord'), true);
    const told = await lab.alice.presses(card, 'Approve');
    expect(told.title).toBe('Fjord is in a call');
    expect(told.lines[1]).toMatch(/Nothing was sent\. It still waits\.$/);
    expect(told.lines).toHaveLength(2);
    lab.cloud.fleet.setInCall(lab.deviceId('Fjord'), false);
    expect((await lab.alice.presses(card, 'Approve')).title).toBe('Fjord is restarting');
  });

  test('the device: while somebody else changes it, it waits on', async () => {
    await using lab = await openApprovalLab();
    const card = await asks(lab.bob, 'reboot fjord');
    const slow = lab.cloud.faults.add({
      method: 'POST',
      path: '/xapi/command',
      effect: 'latency',
      ms: 3_000,
      times: 1,
    });
    const busy = lab.bob.says('volume 20 on fjord');
    await expect.poll(() => slow.hits, { timeout: 10_000 }).toBe(1);
    const told = await lab.alice.presses(card, 'Approve');
    expect(told.lines).toEqual([
      'Fjord is being changed by somebody else',
      'Nothing was sent, and it still waits. Approve it again in a moment.',
      '[Locks]',
    ]);
    await busy;
    expect((await lab.alice.presses(card, 'Approve')).title).toBe('Fjord is restarting');
  });
});

describe('once', () => {
  test('presses at the same time: one effect, the others are told', async () => {
    await using lab = await openApprovalLab(
      policyWith({ admins: 'alice.andersen@fjordbank.example, vera.vik@fjordbank.example' }),
    );
    const card = await asks(lab.bob, 'reboot fjord');
    const [approve, refuse] = [dataOf(card, 'Approve'), dataOf(card, 'Refuse')];
    const before = new Set((await lab.bob.reads(SPACE)).map(({ id }) => id));
    const press = (inputs: object) => (who: typeof lab.alice) =>
      who.call('POST', '/attachment/actions', { type: 'submit', messageId: card.id, inputs });
    await Promise.all([
      ...[lab.alice, lab.vera, lab.alice].map(press(approve)),
      ...[lab.vera, lab.alice].map(press({ ...refuse, reason: 'no' })),
    ]);
    const fresh = async () => (await lab.bob.reads(SPACE)).filter(({ id }) => !before.has(id));
    await expect.poll(async () => (await fresh()).length, { timeout: 10_000 }).toBe(5);
    const titles = (await fresh()).map(({ title }) => title);
    const ends = titles.filter((title) => /^(Fjord is restarting|Refused)/.test(title));
    expect(ends).toHaveLength(1);
    expect(lab.sent()).toHaveLength(ends[0] === 'Fjord is restarting' ? 1 : 0);
    expect((await lab.bob.reads(SPACE)).map(({ id }) => id)).not.toContain(card.id);
  });

  test('after it ran out: the press is told, the space once, and both can ask again', async () => {
    await using lab = await openApprovalLab();
    const card = await asks(lab.bob, 'reboot fjord');
    await lab.stop();
    lab.clock.skip(61 * 60_000);
    await lab.restart();
    const [told] = await Promise.all([lab.bob.hears(card, SPACE)]);
    expect(told.title).toBe('Nobody approved it in time: Restart Fjord');
    const late = await lab.alice.presses(card, 'Approve');
    expect(late.title).toBe('This plan ran out 1 min ago');
    expect(lab.sent()).toEqual([]);
    await lab.restart();
    const said = (await lab.bob.reads(SPACE)).filter(({ title }) => title.startsWith('Nobody approved'));
    expect(said).toHaveLength(1);
    expect((await auditOf(lab)).map(({ outcome }) => outcome).slice(-2)).toEqual(['expired', 'refused']);
  });

  test('a restart in between forgets nothing', async () => {
    await using lab = await openApprovalLab();
    const card = await asks(lab.bob, 'reboot fjord');
    await lab.restart();
    expect((await lab.alice.presses(card, 'Approve')).title).toBe('Fjord is restarting');
  });
});

describe('what is asked', () => {
  test('what can lock a device up: its name is typed by the one who asks', async () => {
    await using lab = await openApprovalLab();
    const plan = await lab.bob.says('xCommand SystemUnit FactoryReset Confirm: Yes on fjord', SPACE);
    expect(plan.lines.join()).toContain('Needs the approval of an admin (policy.yaml, line ');
    const wrong = await lab.bob.presses(plan, 'Ask for approval', { typed: 'Camden' });
    expect(wrong.title).toBe('The name you typed is not the name of the device. Nothing was sent.');
    const card = await lab.bob.presses(wrong, 'Ask for approval', { typed: 'fjord' });
    expect(card.lines).toContain('SystemUnit.FactoryReset Confirm: Yes');
    expect(card.lines[1]).toMatch(/^Tier 3: /);
    // Past the form of the card.
    const approve = dataOf(card, 'Approve');
    for (const typed of ['', 'Camden'])
      expect((await lab.alice.submits(card, { ...approve, typed })).title).toBe(
        'What you typed is not the name of the device',
      );
    expect(lab.sent()).toEqual([]);
    const done = await lab.alice.presses(card, 'Approve', { typed: 'fjord' });
    expect(done.title).toBe('SystemUnit.FactoryReset ran on Fjord');
  });

  test('of several rules each has to be met by the same person, and the shortest time counts', async () => {
    await using lab = await openApprovalLab(
      policyWith({
        admins: 'alice.andersen@fjordbank.example, vera.vik@fjordbank.example',
        approvals: [
          '  - { commands: reboot, roles: operator, by: admin, valid: 3h }',
          '  - { tiers: 2-3, devices: "tag:vip", by: [viewer, operator], valid: 30m }',
          '  - { tiers: 2-3, devices: "tag:nothing", by: operator, valid: 1m }',
        ].join('\n'),
      }),
    );
    const card = await asks(lab.bob, 'reboot fjord');
    expect(card.lines[2]).toMatch(
      /^Waiting for the approval of an admin who is also a viewer or an operator \(policy\.yaml, lines \d+ and \d+\)\.$/,
    );
    expect(card.lines).toContain('Valid until {{DATE(2026-11-22T13:30:00Z, SHORT)}} {{TIME(2026-11-22T13:30:00Z)}}');
    expect((await lab.alice.presses(card, 'Approve')).title).toBe('Fjord is restarting');
  });

  test('nobody whom it could reach: it is over, and the requester is told', async () => {
    await using lab = await openApprovalLab(
      policyWith({
        admins: 'bob.berg@fjordbank.example, "space:{space:Room operations}"',
        operators: 'everyone',
      }).replace('roles: operator, ', ''),
    );
    const told = await asks(lab.bob, 'reboot fjord', {});
    expect(told.title).toBe('I could not ask for the approval');
    expect(told.lines[1]).toContain('The policy names nobody whom I could ask');
    expect((await lab.bob.says('approvals')).title).toBe('No approval waits for you');
  });

  test('who asked in a space hears directly how it ended, once; a message that fails is no fault', async () => {
    await using lab = await openApprovalLab();
    const directly = async () => (await lab.bob.reads()).map(({ lines }) => lines);
    await lab.alice.presses(await asks(lab.bob, 'reboot fjord'), 'Approve');

    expect(await directly()).toEqual([
      [
        'Approved and done: Restart Fjord',
        'Asked by Bob Berg, approved by Alice Andersen: SystemUnit.Boot Action: Restart on Fjord. Asked in Room operations.',
      ],
    ]);
    await lab.alice.presses(await asks(lab.bob, 'reboot camden'), 'Refuse', { reason: 'not today' });

    expect((await directly()).at(-1)).toEqual([
      'Refused: Restart Camden',
      'Refused by Alice Andersen: not today. Nothing was sent. Asked in Room operations.',
      '[Ask again]',
    ]);
    // What he took back himself is no news.
    await lab.bob.presses(await asks(lab.bob, 'reboot camden'), 'Withdraw');
    await lab.bob.presses(await asks(lab.bob, 'reboot camden', {}), 'Withdraw');
    expect((await directly()).flat().join('\n')).not.toContain(
      'Withdrawn: Restart Camden\nNothing was sent. Withdrawn by Bob Berg. Asked',
    );
  });

  test('the answer goes where it was asked, in its thread', async () => {
    await using lab = await openApprovalLab();
    const parentId = await lab.bob.posts('reboot fjord', SPACE);
    const plan = await lab.bob.hears({ id: parentId }, SPACE).catch(() => lastOf(lab.bob, SPACE));
    expect(plan.title).toBe('Restart Fjord?');
    const inThread = await lab.bob.says('reboot camden', { ...SPACE, parentId });
    const card = await lab.bob.presses(inThread, 'Ask for approval');
    expect(card.parentId).toBe(parentId);
    const shown = await lab.alice.says('approve');
    expect(shown.title).toBe('Restart Camden?');
    const here = await lab.alice.presses(shown, 'Approve');
    expect(here.lines).toEqual([
      'Approved: Restart Camden',
      'Camden is restarting. Asked by Bob Berg, approved by Alice Andersen: SystemUnit.Boot Action: Restart on Camden. Asked in Room operations.',
    ]);
    const there = await lastOf(lab.bob, SPACE);
    expect([there.parentId, there.title]).toEqual([parentId, 'Camden is restarting']);
    const left = (await lab.bob.reads(SPACE)).map(({ id }) => id);
    expect(left).not.toContain(card.id);
  });

  test('one reason of a refusal is kept as it is, none is asked for once more', async () => {
    await using lab = await openApprovalLab();
    const card = await asks(lab.bob, 'reboot fjord');
    const refuse = dataOf(card, 'Refuse');
    expect((await lab.alice.submits(card, { ...refuse, reason: '  ' })).title).toContain('Write a reason');
    expect((await lab.alice.submits(card, { ...refuse, reason: 'x'.repeat(201) })).title).toContain('Write a reason');
    const reason = '**no** [link](https://example.com) {{TIME(2026-11-22T13:30:00Z)}} ${title}';
    const told = await lab.alice.submits(card, { ...refuse, reason });
    expect(told.title).toBe('Refused: Restart Fjord');
    expect(told.lines[1]).not.toContain('{{');
    expect(told.lines[1]).not.toContain('${');
    const entry = (await auditOf(lab)).at(-1);
    expect(entry?.detail).toBe(
      `asked by bob.berg@fjordbank.example, refused by alice.andersen@fjordbank.example: ${reason}`,
    );
  });

  test('somebody of the organisation without a role can ask nothing and approve nothing', async () => {
    await using lab = await openApprovalLab(
      policyWith().replace('members: [everyone]', 'members: [vera.vik@fjordbank.example]'),
    );
    const nina = await newcomer(lab, 'Nina', 'nina.new@fjordbank.example');
    await asks(lab.bob, 'reboot fjord');
    expect((await nina.says('approvals')).title).toBe('No approval waits for you');
    expect((await nina.says('approve')).title).toBe('No approval waits for that');
  });
});
