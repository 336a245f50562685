/**
 * Configurations that may take a device off the network, or its calls away: a wrong one can't be mended from here, since the
 * device is not reached any more. By the judgement of this project; Webex does not say it.
 */
const MAY_CUT_OFF =
  /^(?:network(?:\[[^\]]*\])?|networkservices|networkport(?:\[[^\]]*\])?|sip|h323|security|provisioning|httpclient|usermanagement)\.|(?:^|\.)(?:http)?proxy\.|(?:^|\.)(?:tls|certificates?)\./i;

/** Looking at how good the line is, or how packets are marked, cuts nobody off. */
const HARMLESS = /^network(?:\[[^\]]*\])?\.(?:qos|trafficcontrol)\./i;

/** Whether a wrong value of it may cut the device off. */
export const mayCutOff = (key: string): boolean => MAY_CUT_OFF.test(key) && !HARMLESS.test(key);
