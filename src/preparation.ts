import database from './steps/prepare/database.ts';
import internetGateway from './steps/prepare/internet-gateway.ts';
import keyPair from './steps/prepare/key-pair.ts';
import securityGroups from './steps/prepare/security-groups.ts';
import server1 from './steps/prepare/server-1.ts';
import subnets from './steps/prepare/subnets.ts';
import vpc from './steps/prepare/vpc.ts';
import wordpress from './steps/prepare/wordpress.ts';

/** The one ordered list of steps that build the base, where the journey begins. */
export const preparation = [vpc, subnets, internetGateway, keyPair, securityGroups, database, server1, wordpress] as const;
