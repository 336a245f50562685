import { describe, expect, test } from 'vitest';
import { CARD_LIMIT, checkCard, fitFault } from '#render/check.ts';
import { officialFaults } from './official.ts';

const card = (...body: unknown[]) => ({ type: 'AdaptiveCard', version: '1.3', body });
const submit = (data: unknown = { v: 1, say: 'help' }) => ({ type: 'Action.Submit', title: 'Help', data });
const image = { type: 'Image', url: 'https://a.example/a.png', altText: 'A' };
const name = { type: 'Input.Text', id: 'name', label: 'Name' };
const choice = (value: string) => ({ type: 'Input.ChoiceSet', id: 'c', label: 'C', choices: [{ title: 'A', value }] });

test('a sound card has no faults', () => {
  const sound = card({ type: 'TextBlock', text: 'Fjord', wrap: true, color: 'good' }, name, choice('a'), image, {
    type: 'ActionSet',
    actions: [submit()],
  });
  expect(checkCard(sound)).toEqual([]);
  expect(officialFaults(sound)).toEqual([]);
});

describe('the rules', () => {
  test.each([
    [{ ...card(), version: '1.5' }, 'version 1.3'],
    [card({ type: 'Media', sources: [] }), 'Webex does not draw Media'],
    [card({ type: 'Table' }), 'Webex does not draw Table'],
    [{ ...card(), actions: [{ type: 'Action.Execute', title: 'A' }] }, 'Webex does not draw Action.Execute'],
    [{ ...card(), actions: Array.from({ length: 6 }, () => submit()) }, 'more than 5 actions'],
    [card(...Array.from({ length: 11 }, () => image)), '11 images'],
    [card({ type: 'Input.Text', id: 'a' }), 'an input needs a label'],
    [card({ type: 'Input.Text', label: 'A' }), 'an input needs an id'],
    [card(name, name), 'two inputs are called "name"'],
    [card(choice('a,b')), 'has a comma'],
    [card({ type: 'TextBlock', text: 'A', wrap: true, color: '#ff0000' }), 'not a named colour'],
    [card({ type: 'Container', style: 'blue', items: [] }), 'not a named style'],
    [card({ type: 'Container', backgroundColor: '#fff', items: [] }), 'Container has no backgroundColor'],
    [card({ type: 'TextBlock', text: 'A', wrap: true, wieght: 'bolder' }), 'TextBlock has no wieght'],
    [card({ type: 'TextBlock', text: 5, wrap: true }), 'the text must be a string'],
    [card({ type: 'TextBlock', text: 'A' }), 'must wrap'],
    [{ ...card(name), actions: [submit({ v: 1, name: 'x' })] }, '"name" is an input and a key'],
    [{ ...card(), actions: [submit('help')] }, 'needs "v": 1'],
    [card({ type: 'TextBlock', text: '${name}', wrap: true }), 'a ${ is left'],
    [card({ type: 'TextBlock', text: 'é'.repeat(CARD_LIMIT / 2), wrap: true }), 'the limit is'],
  ])('%j', (bad, fault) => {
    expect(checkCard(bad).join('\n')).toContain(fault);
  });

  test('the official parser finds what the tests rely on it for', () => {
    expect(officialFaults(card({ type: 'Bogus' }))).not.toEqual([]);
    expect(officialFaults(card({ type: 'TextBlock', text: 'A', size: 'enormous' }))).not.toEqual([]);
    expect(officialFaults({ ...card(), actions: [{ ...submit(), isEnabled: false }] })).not.toEqual([]);
  });
});

test('only version and size are looked at when a card goes out', () => {
  expect(fitFault(card({ type: 'Media' }))).toBeUndefined();
});
