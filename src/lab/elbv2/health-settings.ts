import type { CreateTargetGroupInput, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Refusal } from '../operation.ts';
import { invalid } from './refusals.ts';

export type HealthInput = Pick<
  CreateTargetGroupInput,
  | 'HealthCheckProtocol'
  | 'HealthCheckPort'
  | 'HealthCheckEnabled'
  | 'HealthCheckPath'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
>;

const plain = [
  'HealthCheckProtocol',
  'HealthCheckPort',
  'HealthCheckEnabled',
  'HealthCheckPath',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
] as const;

/** The settings of a health check. */
export const healthSettingNames = [...plain, 'Matcher'] as const;

/** The same as the operations that take them declare them. */
export const healthMembers = [...plain, 'Matcher.HttpCode', 'Matcher.GrpcCode'] as const;

/** What AWS fills in for instances over HTTP. */
export const healthDefaults = {
  HealthCheckProtocol: 'HTTP',
  HealthCheckPort: 'traffic-port',
  HealthCheckEnabled: true,
  HealthCheckPath: '/',
  HealthCheckIntervalSeconds: 30,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 5,
  UnhealthyThresholdCount: 2,
  Matcher: { HttpCode: '200' },
} satisfies Partial<TargetGroup>;

type Settings = Required<{ [Member in keyof HealthInput]: NonNullable<HealthInput[Member]> }>;

/** The settings that `input` asks for over those that hold now; refuses what ELB refuses. */
export function healthSettings(now: HealthInput, input: HealthInput): Settings {
  const settings: Settings = { ...healthDefaults, ...given(now), ...given(input) };
  mustBeHttp(settings);
  between('Health check interval', settings.HealthCheckIntervalSeconds, 5, 300);
  between('Health check timeout', settings.HealthCheckTimeoutSeconds, 2, 120);
  between('Healthy threshold count', settings.HealthyThresholdCount, 2, 10);
  between('Unhealthy threshold count', settings.UnhealthyThresholdCount, 2, 10);
  if (settings.HealthCheckTimeoutSeconds >= settings.HealthCheckIntervalSeconds) {
    throw invalid(`Health check timeout '${settings.HealthCheckTimeoutSeconds}' must be smaller than the interval '${settings.HealthCheckIntervalSeconds}'`);
  }
  return settings;
}

/** Does a matcher such as `200`, `200,302` or `200-299` admit this status? */
export const matches = (matcher: string, status: number) =>
  matcher.split(',').some((part) => {
    const [low = '', high = low] = part.trim().split('-');
    return status >= Number(low) && status <= Number(high);
  });

function mustBeHttp(settings: Settings): void {
  if (settings.HealthCheckProtocol !== 'HTTP')
    throw new Refusal('UnsupportedProtocol', `Health check protocol '${settings.HealthCheckProtocol}' is not supported by this practice cloud`);
  if (!settings.HealthCheckEnabled) throw invalid("Health checks cannot be disabled for target groups with target type 'instance'");
  if (settings.HealthCheckPort !== 'traffic-port') between('Health check port', Number(settings.HealthCheckPort), 1, 65_535);
  if (!/^\/[!-~]*$/.test(settings.HealthCheckPath) || settings.HealthCheckPath.length > 1024) {
    throw invalid(`Health check path '${settings.HealthCheckPath}' must begin with a '/' character and can contain up to '1024' printable characters`);
  }
  mustBeMatcher(settings.Matcher);
}

function mustBeMatcher({ HttpCode: codes, GrpcCode: grpc }: { HttpCode?: string | undefined; GrpcCode?: string | undefined }): void {
  if (grpc !== undefined) throw invalid('GrpcCode matchers are only supported for the GRPC protocol version');
  const parts = (codes ?? '').split(',').flatMap((part) => part.trim().split('-'));
  if (!/^\d{3}(-\d{3})?(,\s*\d{3}(-\d{3})?)*$/.test(codes ?? '') || parts.some((part) => Number(part) < 200 || Number(part) > 499)) {
    throw invalid(`Health check matcher HTTP code '${codes ?? ''}' must be within '200-499' inclusive`);
  }
}

function between(word: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw invalid(`${word} '${value}' must be between '${least}' and '${most}' inclusive`);
}

/** Members that are there, so that an absent one hides no default. */
function given(input: HealthInput): Partial<Settings> {
  return Object.fromEntries(healthSettingNames.flatMap((member) => (input[member] === undefined ? [] : [[member, input[member]]])));
}
