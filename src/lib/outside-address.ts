import { BlockList, isIPv6 } from 'node:net';

/** public: of the whole internet. never: of no host that anybody could mean, such as the metadata service of a cloud. */
export type AddressKind = 'public' | 'private' | 'loopback' | 'never';

function listOf(...subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', bits = ''] = subnet.split('/');
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}

const LOOPBACK = listOf('127.0.0.0/8', '::1/128');
/** Where clouds tell a machine its keys: link-local, in private ranges, or, as Azure's, in a public one. */
const METADATA = listOf('169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32', 'fd00:ec2::/32', 'fe80::/10');
const PRIVATE = listOf('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7');
/** https://www.iana.org/assignments/iana-ipv4-special-registry and the one for IPv6: not reached from everywhere. */
const SPECIAL_4 = listOf(
  '0.0.0.0/8',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
);
const GLOBAL_6 = listOf('2000::/3');
/** Of those, addresses that stand for others (6to4, Teredo) or for none. */
const SPECIAL_6 = listOf('2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');

/** Which kind of network an IP address is in. An IPv4 address written as IPv6 is what it stands for. */
export function kindOfAddress(address: string): AddressKind {
  const plain = unmapped(address.replace(/%.*$/, ''));
  const family = isIPv6(plain) ? 'ipv6' : 'ipv4';
  const isIn = (list: BlockList) => list.check(plain, family);
  if (isIn(METADATA)) return 'never';
  if (isIn(LOOPBACK)) return 'loopback';
  if (isIn(PRIVATE)) return 'private';
  if (family === 'ipv4') return isIn(SPECIAL_4) ? 'never' : 'public';
  return isIn(GLOBAL_6) && !isIn(SPECIAL_6) ? 'public' : 'never';
}

function unmapped(address: string): string {
  if (!isIPv6(address)) return address;
  // The one spelling: `::ffff:10.0.0.1` and `::ffff:a00:1` are the same.
  const spelled = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high = '', low = ''] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(spelled) ?? [];
  if (low === '') return address;
  const number = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((bits) => (number >>> bits) & 0xff).join('.');
}

/** A host that may be talked to. */
export interface AllowedHost {
  /** Its name, or its address. */
  name: string;
  /** Its name may lead into a private network. */
  isPrivate: boolean;
}

/**
 * Whether an address may be talked to that the name `host` led to. One that the list names as an address may be any but
 * those of no host; a name must lead to the internet, unless the list says otherwise.
 */
export function mayTalkTo(address: string, host: string, allowed: readonly AllowedHost[]): boolean {
  const entry = allowed.find(({ name }) => name === host);
  if (!entry) return false;
  const kind = kindOfAddress(address);
  if (kind === 'public') return true;
  if (host === address) return kind !== 'never';
  if (kind === 'loopback') return entry.isPrivate || host === 'localhost';
  return kind === 'private' && entry.isPrivate;
}
