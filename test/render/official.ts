import { createRequire } from 'node:module';

/** The parts of the two official packages that are used here: their own types don't pass this project's compiler. */
interface AdaptiveCardsPackage {
  Versions: { v1_3: object };
  SerializationContext: new (version: object) => { eventCount: number; getEventAt(index: number): { message: string } };
  AdaptiveCard: new () => {
    parse(card: object, context: object): void;
    validateProperties(): { validationEvents: { message: string }[] };
  };
}
interface TemplatingPackage {
  Template: new (template: object) => { expand(context: { $root: object }): unknown };
}

const require = createRequire(import.meta.url);
// Neither package loads by `import` in plain Node.
const cards: AdaptiveCardsPackage = require('adaptivecards/dist/adaptivecards.min.js');
const templating: TemplatingPackage = require('adaptivecards-templating');

/** The card that the official template engine makes of a template and its data. */
export function expandOfficially(template: object, data: object): unknown {
  return new templating.Template(template).expand({ $root: data });
}

/** What the official renderer's parser and validation have against a card at version 1.3. */
export function officialFaults(card: object): string[] {
  const context = new cards.SerializationContext(cards.Versions.v1_3);
  const parsed = new cards.AdaptiveCard();
  parsed.parse(card, context);
  const parsing = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  return [...parsing, ...parsed.validateProperties().validationEvents.map((event) => event.message)];
}
