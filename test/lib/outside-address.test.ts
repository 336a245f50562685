import { describe, expect, test } from 'vitest';
import { kindOfAddress, mayTalkTo } from '#lib/outside-address.ts';

describe('which kind of network an address is in', () => {
  test.each([
    ['93.184.216.34', 'public'],
    ['2606:2800:220:1::1', 'public'],
    ['::ffff:93.184.216.34', 'public'],
    ['10.1.2.3', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12::1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:a00:1', 'private'],
    ['0:0:0:0:0:ffff:c0a8:1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.255.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['169.254.169.254', 'never'],
    ['::ffff:169.254.169.254', 'never'],
    ['fd00:ec2::254', 'never'],
    ['100.100.100.200', 'never'],
    ['168.63.129.16', 'never'],
    ['::ffff:168.63.129.16', 'never'],
    ['fe80::1', 'never'],
    ['fe80::1%eth0', 'never'],
    ['0.0.0.0', 'never'],
    ['::', 'never'],
    ['224.0.0.1', 'never'],
    ['255.255.255.255', 'never'],
    ['192.0.2.1', 'never'],
    ['64:ff9b::a00:1', 'never'],
    ['2002:a00:1::', 'never'],
    ['2001:db8::1', 'never'],
    ['ff02::1', 'never'],
  ])('%s is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });
});

describe('which addresses may be talked to', () => {
  const hosts = [
    { name: 'siem.example', isPrivate: false },
    { name: 'collector.corp', isPrivate: true },
    { name: '10.0.0.5', isPrivate: false },
    { name: '169.254.169.254', isPrivate: true },
    { name: 'localhost', isPrivate: false },
  ];
  test.each([
    ['93.184.216.34', 'siem.example', true],
    ['93.184.216.34', 'other.example', false],
    ['10.0.0.5', 'siem.example', false],
    ['127.0.0.1', 'siem.example', false],
    ['::1', 'siem.example', false],
    ['169.254.169.254', 'siem.example', false],
    ['168.63.129.16', 'siem.example', false],
    ['168.63.129.16', 'collector.corp', false],
    ['10.0.0.6', 'collector.corp', true],
    ['127.0.0.1', 'collector.corp', true],
    ['169.254.169.254', 'collector.corp', false],
    ['fd00:ec2::254', 'collector.corp', false],
    ['10.0.0.5', '10.0.0.5', true],
    ['10.0.0.6', '10.0.0.6', false],
    ['169.254.169.254', '169.254.169.254', false],
    ['127.0.0.1', 'localhost', true],
    ['10.0.0.1', 'localhost', false],
  ])('%s for %s: %s', (address, host, isAllowed) => {
    expect(mayTalkTo(address, host, hosts)).toBe(isAllowed);
  });
});
