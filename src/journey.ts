import balancerFirewall from './steps/balancer-firewall.ts';
import createImage from './steps/create-image.ts';
import drillDatabase from './steps/drill-database.ts';
import drillWeb from './steps/drill-web.ts';
import finish from './steps/finish.ts';
import launchServer2 from './steps/launch-server-2.ts';
import loadBalancer from './steps/load-balancer.ts';
import markServer1 from './steps/mark-server-1.ts';
import markServer2 from './steps/mark-server-2.ts';
import multiAz from './steps/multi-az.ts';
import preflight from './steps/preflight.ts';
import siteAddress from './steps/site-address.ts';
import targetGroup from './steps/target-group.ts';
import webFirewall from './steps/web-firewall.ts';

/** The one ordered list of steps. */
export const journey = [
  preflight,
  markServer1,
  createImage,
  launchServer2,
  markServer2,
  balancerFirewall,
  targetGroup,
  loadBalancer,
  siteAddress,
  webFirewall,
  drillWeb,
  multiAz,
  drillDatabase,
  finish,
] as const;
