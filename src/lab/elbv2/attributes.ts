import type {
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancerAttributesOutput,
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupAttributesOutput,
  ModifyLoadBalancerAttributesInput,
  ModifyLoadBalancerAttributesOutput,
  ModifyTargetGroupAttributesInput,
  ModifyTargetGroupAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { changes, reads, type Operations } from '../operation.ts';
import { loadBalancerAt, targetGroupAt } from './arns.ts';
import { invalid, notServed } from './refusals.ts';

/** What AWS gives an application load balancer to begin with. */
export const balancerDefaults: Readonly<Record<string, string>> = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'client_keep_alive.seconds': '3600',
  'connection_logs.s3.enabled': 'false',
  'connection_logs.s3.bucket': '',
  'connection_logs.s3.prefix': '',
  'deletion_protection.enabled': 'false',
  'idle_timeout.timeout_seconds': '60',
  'ipv6.deny_all_igw_traffic': 'false',
  'load_balancing.cross_zone.enabled': 'true',
  'routing.http.desync_mitigation_mode': 'defensive',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http.preserve_host_header.enabled': 'false',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
  'routing.http.xff_client_port.enabled': 'false',
  'routing.http.xff_header_processing.mode': 'append',
  'routing.http2.enabled': 'true',
  'waf.fail_open.enabled': 'false',
  'zonal_shift.config.enabled': 'false',
};

/** What AWS gives a target group of instances over HTTP to begin with. */
export const targetGroupDefaults: Readonly<Record<string, string>> = {
  'deregistration_delay.timeout_seconds': '300',
  'load_balancing.algorithm.anomaly_mitigation': 'off',
  'load_balancing.algorithm.type': 'round_robin',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'slow_start.duration_seconds': '0',
  'stickiness.app_cookie.cookie_name': '',
  'stickiness.app_cookie.duration_seconds': '86400',
  'stickiness.enabled': 'false',
  'stickiness.lb_cookie.duration_seconds': '86400',
  'stickiness.type': 'lb_cookie',
  'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
};

/** Attributes that do something in the lab: what value each may have. Any other stays as it is by default. */
const settable: Readonly<Record<string, (value: string) => boolean>> = {
  'deletion_protection.enabled': isBoolean,
  'idle_timeout.timeout_seconds': isBetween(1, 4000),
  'routing.http.xff_client_port.enabled': isBoolean,
  'deregistration_delay.timeout_seconds': isBetween(0, 3600),
};

export const attributeOperations: Operations = {
  DescribeLoadBalancerAttributes: reads<DescribeLoadBalancerAttributesInput, DescribeLoadBalancerAttributesOutput>()(['LoadBalancerArn'], (world, input) => ({
    Attributes: listed(loadBalancerAt(world, input.LoadBalancerArn).attributes),
  })),

  ModifyLoadBalancerAttributes: changes<ModifyLoadBalancerAttributesInput, ModifyLoadBalancerAttributesOutput>()(
    ['LoadBalancerArn', 'Attributes.Key', 'Attributes.Value'],
    (world, input) => {
      const { id, attributes } = loadBalancerAt(world, input.LoadBalancerArn);
      const changed = withChanges('Load balancer', attributes, balancerDefaults, input.Attributes);
      world.table('loadBalancer').edit(id, (row) => {
        row.attributes = changed;
      });
      return { Attributes: listed(changed) };
    },
  ),

  DescribeTargetGroupAttributes: reads<DescribeTargetGroupAttributesInput, DescribeTargetGroupAttributesOutput>()(['TargetGroupArn'], (world, input) => ({
    Attributes: listed(targetGroupAt(world, input.TargetGroupArn).attributes),
  })),

  ModifyTargetGroupAttributes: changes<ModifyTargetGroupAttributesInput, ModifyTargetGroupAttributesOutput>()(
    ['TargetGroupArn', 'Attributes.Key', 'Attributes.Value'],
    (world, input) => {
      const { id, attributes } = targetGroupAt(world, input.TargetGroupArn);
      const changed = withChanges('Target group', attributes, targetGroupDefaults, input.Attributes);
      world.table('targetGroup').edit(id, (row) => {
        row.attributes = changed;
      });
      return { Attributes: listed(changed) };
    },
  ),
};

const listed = (attributes: Readonly<Record<string, string>>) => Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));

function withChanges(
  word: string,
  now: Record<string, string>,
  known: Readonly<Record<string, string>>,
  wanted: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> {
  const changed = { ...now };
  for (const { Key: key = '', Value: value = '' } of wanted ?? []) {
    mustBeAllowed(word, key, value, known);
    changed[key] = value;
  }
  return changed;
}

function mustBeAllowed(word: string, key: string, value: string, known: Readonly<Record<string, string>>): void {
  if (known[key] === undefined) throw invalid(`${word} attribute key '${key}' is not recognized`);
  if (known[key] === value) return;
  const allows = settable[key];
  if (allows === undefined) throw notServed(`${word} attribute '${key}' with the value '${value}' is`);
  if (!allows(value)) throw invalid(`'${value}' is not a valid value for ${word.toLowerCase()} attribute '${key}'`);
}

function isBoolean(value: string): boolean {
  return value === 'true' || value === 'false';
}

function isBetween(least: number, most: number): (value: string) => boolean {
  return (value) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
}
