import type { Catalogues } from '#fleet/catalogues.ts';
import type { Fleet } from '#fleet/fleet.ts';
import type { Logger } from '#lib/log.ts';
import type { Store } from '#store/index.ts';
import type { Device } from '#webex/devices.ts';
import type { Webex } from '#webex/index.ts';
import type { Want } from '#webex/scopes.ts';
import type { CommandArguments, CommandResult } from '#webex/xapi.ts';
import type { Admin, AdminReads } from './admin.ts';
import type { Amounts, Asker, Rights } from './asker.ts';
import type { Check } from './checks.ts';
import type { Command, Live } from './command.ts';
import type { MyLimits } from './limits.ts';
import type { MyLogin } from './login.ts';
import type { BegunChange, Place, Several, Target } from './parts.ts';
import type { WaitingApprovals } from './waiting-approvals.ts';

/** What a read may use. There is no way from here to change a device. */
export interface ReadContext {
  asker: Asker;
  space: { id: string; title: string; type: 'group' | 'direct' };
  /** The thread the question was asked in. */
  parentId: string | undefined;
  /** What it was asked with: the same when a question is worked once more because the process was killed. */
  origin: string;
  /** The message it was asked with, where a file or lines below the words were sent with them: a button that says other words names it. */
  sentWith: string | undefined;
  fleet: Fleet;
  catalogues: Catalogues;
  webex: {
    xapi: Pick<Webex['xapi'], 'status'>;
    /** For what is good to know but not worth waiting for: given up after a few seconds. */
    glance: Pick<Webex['xapi'], 'status'>;
  };
  /**
   * Webex with an administrator's rights: those of the asker by their login, or of the service app. Throws a LoginNeeded when
   * there are none for that; the pipeline sends a link then, and goes on after the login.
   */
  admin(...wants: Want[]): Promise<AdminReads>;
  login: MyLogin;
  /** The bot itself, as people name it in Webex. */
  bot: { displayName: string; email: string };
  /** What the bot can check of itself; nothing for those who may not administer. */
  checks(): readonly Check[];
  store: Pick<
    Store,
    'audit' | 'spaces' | 'followUps' | 'watches' | 'aliases' | 'namingRules' | 'profiles' | 'driftChecks' | 'rollouts'
  > & {
    locks: Pick<Store['locks'], 'all' | 'break'>;
    queue: Pick<Store['queue'], 'all' | 'takeBack'>;
  };
  /** Whether the asker overrides the limits of the policy with this. */
  isOverGlass(): boolean;
  /** The answer is the first of cards that go on telling how far something is here. */
  tellsOn(live: Live): void;
  /**
   * Says what is done before there is an answer, and how far that is, where it takes long: of more than a few devices at once. It is
   * taken away once the answer stands there.
   */
  tells(text: string, count: number): void;
  /** Waits by the bot's clock, where Webex says when to ask again, or for what may be there in a moment. */
  pause(ms: number): Promise<void>;
  /** Changes of several devices that were begun in this space; undefined for an id of nothing here. */
  begun: { of(effectId: string): Promise<BegunChange | undefined> };
  roles: { admins: readonly string[] };
  rights: Rights;
  approvals: WaitingApprovals;
  /** The limits that hold for the asker here and now. */
  limits(): Promise<MyLimits>;
  /**
   * Whether the asker may see a device with this command, by its id. To those whose rules make differences between devices
   * one that is gone is hidden too: nobody can say any more whether it was theirs.
   */
  sees(): Promise<(deviceId: string) => boolean>;
  /** The same of workspaces and locations. */
  seesPlaces(): Promise<(place: Target & { place: Place }) => boolean>;
  /** Whether a change of several devices may take in this one: the policy may give somebody only some of them. */
  isMine(device: Device, sent: Amounts): Promise<boolean>;
  commands: readonly Command[];
  /** What a space is called; undefined when Webex does not tell, or not soon. */
  titleOf(spaceId: string): Promise<string | undefined>;
  /** Epoch milliseconds. */
  now: number;
  timeZone: string;
  log: Logger;
}

/** What an apply may use besides: the one call that changes a device. */
export interface ApplyContext extends ReadContext {
  /** The same with what changes something; every call is kept back once the targets are somebody else's. */
  admin(...wants: Want[]): Promise<Admin>;
  command(
    device: Pick<Device, 'id' | 'displayName'>,
    name: string,
    given: { arguments?: CommandArguments; body?: string | Record<string, unknown> },
  ): Promise<CommandResult>;
  several: Several;
}
