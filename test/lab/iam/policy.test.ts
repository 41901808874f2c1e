import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/lab/iam/authorize.ts';
import type { Context } from '../../../src/lab/iam/conditions.ts';
import { readPolicy } from '../../../src/lab/iam/policy.ts';

const policy = (...statements: object[]) => readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const instance = 'arn:aws:ec2:ap-northeast-1:123456789012:instance/i-1';
const asked = (action: string, resource = instance, context: Context = {}) => ({ action, resource, context });
const allow = (more: object) => policy({ Effect: 'Allow', Action: '*', Resource: '*', ...more });

describe('a policy allows', () => {
  it.each([
    ['ec2:StopInstances', 'ec2:StopInstances', 'allowed'],
    ['ec2:*', 'ec2:StopInstances', 'allowed'],
    ['EC2:stop*', 'ec2:StopInstances', 'allowed'],
    ['ec2:Sto?Instances', 'ec2:StopInstances', 'allowed'],
    ['ec2:Stop', 'ec2:StopInstances', 'not-allowed'],
    ['rds:*', 'ec2:StopInstances', 'not-allowed'],
    ['*', 'ec2:StopInstances', 'allowed'],
  ])('the action %s, of %s: %s', (Action, action, decision) => {
    expect(decide(allow({ Action }), asked(action))).toBe(decision);
  });

  it.each([
    ['*', 'allowed'],
    [instance, 'allowed'],
    ['arn:aws:ec2:*:123456789012:instance/*', 'allowed'],
    ['arn:aws:ec2:*:123456789012:volume/*', 'not-allowed'],
    ['arn:aws:ec2:ap-northeast-1:123456789012:instance/i-', 'not-allowed'],
  ])('on the resource %s: %s', (Resource, decision) => {
    expect(decide(allow({ Resource }), asked('ec2:StopInstances'))).toBe(decision);
  });

  it('nothing that another statement denies, in whatever order they stand', () => {
    const statements = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'ec2:Terminate*', Resource: '*' },
    ];
    for (const each of [statements, statements.toReversed()]) {
      expect(decide(policy(...each), asked('ec2:TerminateInstances'))).toBe('denied');
      expect(decide(policy(...each), asked('ec2:StopInstances'))).toBe('allowed');
    }
  });

  it('everything but what NotAction and NotResource name', () => {
    expect(decide(allow({ Action: undefined, NotAction: 'rds:*' }), asked('ec2:StopInstances'))).toBe('allowed');
    expect(decide(allow({ Action: undefined, NotAction: 'ec2:*' }), asked('ec2:StopInstances'))).toBe('not-allowed');
    expect(decide(allow({ Resource: undefined, NotResource: instance }), asked('ec2:StopInstances'))).toBe('not-allowed');
  });

  it.each<[object, Context, boolean]>([
    [{ StringEquals: { 'aws:ResourceTag/team': 'blog' } }, { 'aws:resourcetag/team': 'blog' }, true],
    [{ StringEquals: { 'aws:ResourceTag/team': 'blog' } }, { 'aws:resourcetag/team': 'shop' }, false],
    [{ StringEquals: { 'aws:ResourceTag/team': 'blog' } }, {}, false],
    [{ StringEquals: { 'aws:ResourceTag/team': ['shop', 'blog'] } }, { 'aws:resourcetag/team': 'blog' }, true],
    [{ StringEqualsIfExists: { 'aws:ResourceTag/team': 'blog' } }, {}, true],
    [{ StringNotEquals: { 'aws:ResourceTag/team': 'blog' } }, {}, true],
    [{ StringNotEquals: { 'aws:ResourceTag/team': ['shop', 'blog'] } }, { 'aws:resourcetag/team': 'blog' }, false],
    [{ StringLike: { 'aws:RequestTag/redundant-blog:run': '*' } }, { 'aws:requesttag/redundant-blog:run': '0a1b' }, true],
    [{ StringLike: { 'aws:RequestTag/redundant-blog:run': '?*' } }, {}, false],
    [{ Null: { 'aws:RequestTag/team': 'false' } }, { 'aws:requesttag/team': '' }, true],
    [{ Null: { 'aws:RequestTag/team': true } }, { 'aws:requesttag/team': '' }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:tagkeys': ['a'] }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:tagkeys': ['a', 'c'] }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }, {}, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' }, Null: { 'aws:TagKeys': 'false' } }, {}, false],
    [{ 'ForAnyValue:StringLike': { 'aws:TagKeys': 'a*' } }, { 'aws:tagkeys': ['c', 'ab'] }, true],
    [{ 'ForAnyValue:StringLike': { 'aws:TagKeys': 'a*' } }, {}, false],
    [{ StringEquals: { 'AWS:requestedregion': 'ap-northeast-1' } }, { 'aws:requestedregion': 'ap-northeast-1' }, true],
    [{ StringEquals: { 'aws:RequestedRegion': 'ap-northeast-1' }, StringLike: { 'ec2:osuser': 'ec2-*' } }, { 'aws:requestedregion': 'ap-northeast-1' }, false],
  ])('under the condition %j, with %j: %j', (Condition, context, holds) => {
    expect(decide(allow({ Condition }), asked('ec2:StopInstances', instance, context))).toBe(holds ? 'allowed' : 'not-allowed');
  });
});

describe('a policy that cannot be enforced whole is refused', () => {
  const whole = { Effect: 'Allow', Action: '*', Resource: '*' };
  it.each([
    ['not JSON', '{', /not JSON/],
    ['no object', '[]', /not a JSON object/],
    ['no statement', '{"Version":"2012-10-17","Statement":[]}', /no Statement/],
    ['another version', JSON.stringify({ Version: '2020-01-01', Statement: whole }), /Version/],
    ['an element it does not know', JSON.stringify({ Version: '2012-10-17', Statement: { ...whole, Colour: 'red' } }), /Statement 1 has .*Colour/],
    ['a principal', JSON.stringify({ Statement: { ...whole, Principal: '*' } }), /Principal/],
    ['neither action nor its opposite', JSON.stringify({ Statement: { Effect: 'Allow', Resource: '*' } }), /Action/],
    ['both', JSON.stringify({ Statement: { ...whole, NotAction: 'rds:*' } }), /Action/],
    ['an effect of its own', JSON.stringify({ Statement: { ...whole, Effect: 'Maybe' } }), /Effect/],
    ['an action without a service', JSON.stringify({ Statement: { ...whole, Action: 'StopInstances' } }), /StopInstances/],
    ['a resource that is no ARN', JSON.stringify({ Statement: { ...whole, Resource: 'i-1' } }), /i-1/],
    [
      'a condition key it does not know',
      JSON.stringify({ Statement: { ...whole, Condition: { StringEquals: { 'aws:SourceIp': '1.2.3.4' } } } }),
      /aws:SourceIp/,
    ],
    ['an operator it does not know', JSON.stringify({ Statement: { ...whole, Condition: { IpAddress: { 'aws:RequestedRegion': 'x' } } } }), /IpAddress/],
    ['a variable', JSON.stringify({ Statement: { ...whole, Resource: 'arn:aws:ec2:*:*:instance/${aws:username}' } }), /variables/],
    ['more text than IAM takes', JSON.stringify({ Statement: { ...whole, Action: Array.from({ length: 1000 }, (_, at) => `ec2:Operation${at}`) } }), /longer/],
  ])('%s', (_, text, why) => {
    expect(() => readPolicy(text)).toThrow(why);
  });
});
