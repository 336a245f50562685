import type { LiveDevice } from '../../devices/live.ts';
import { ApiError } from '../../errors.ts';
import type { Arguments, Value } from '../value-space.ts';

/** A command that passed the schema, on its way to a device that is there. */
export interface Run {
  live: LiveDevice;
  args: Arguments;
  /** Empty for commands that take none. */
  body: string;
}

/** What the device answers: the `result` of the API, `{}` when there is nothing to tell. */
export type Handler = (run: Run) => Record<string, unknown>;
export type Handlers = Readonly<Record<string, Handler>>;

/** The device says no: 400, its text in brackets as the cloud passes it on. */
export function refuse(text: string): never {
  throw new ApiError(400, `[${text}]`);
}

export const text = ({ args }: Run, name: string, otherwise = ''): string => {
  const value = args.get(name);
  return typeof value === 'string' ? value : otherwise;
};

export function number({ args }: Run, name: string): number | undefined;
export function number({ args }: Run, name: string, otherwise: number): number;
export function number({ args }: Run, name: string, otherwise?: number): number | undefined {
  const value = args.get(name);
  return typeof value === 'number' ? value : otherwise;
}

/** A repeated argument, also when it came as a single value; empty when it did not come. */
export const list = ({ args }: Run, name: string): readonly (string | number)[] => {
  const value: Value | undefined = args.get(name);
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [value];
};

/** A handler that only sets statuses. */
export const sets =
  (statuses: Readonly<Record<string, string | number>>): Handler =>
  ({ live }) => {
    live.state.setAll(statuses);
    return {};
  };
