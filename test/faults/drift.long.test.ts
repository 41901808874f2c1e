import { AuthorizeSecurityGroupIngressCommand, CreateImageCommand, DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { DeleteDBInstanceCommand, ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import { describe, expect, test } from 'vitest';
import { canonical } from '../crash/canonical.ts';
import { clientsOf, rowsOf, serverOf } from '../support/by-hand.ts';
import { betweenRuns, minutes, runOf, until } from './between-runs.ts';

const { lab, asSetUp, wizard, wizardWith, drifts, isSetRight, isLeftAlone } = betweenRuns('drift');

describe.sequential('between two runs', { shuffle: false, timeout: 2 * minutes }, () => {
  test('Multi-AZ that was switched off is told, and switched on again', async () => {
    await clientsOf(lab()).rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'database-1', MultiAZ: false, ApplyImmediately: true }));
    await until(() => lab().home.table('dbInstance').get('database-1')?.MultiAZ === false);
    await drifts('multi-az', 'Multi-AZ of database database-1: false (should be: true)');
    await isSetRight();
  });

  test('a firewall that was opened to everyone again is told, and closed again', async () => {
    const idOf = (name: string) => rowsOf(lab(), 'securityGroup').find(({ GroupName }) => GroupName === name)?.id ?? '';
    const [web, balancer] = [idOf('web-sg'), idOf('LB-SG-1')];
    const everyone = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    await clientsOf(lab()).ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: web, IpPermissions: [everyone] }));
    await drifts('web-firewall', `who is let in on port 80 by security group ${web}: ${balancer}, 0.0.0.0/0 (should be: ${balancer})`);
    await isSetRight();
    expect(await canonical(lab())).toBe(asSetUp());
  });

  test('a firewall that was opened for more than the web is told, and left to the person', async () => {
    const web = rowsOf(lab(), 'securityGroup').find(({ GroupName }) => GroupName === 'web-sg')?.id ?? '';
    const wider = { IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535, IpRanges: [{ CidrIp: '198.51.100.0/24' }] };
    await clientsOf(lab()).ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: web, IpPermissions: [wider] }));
    await drifts('web-firewall', '198.51.100.0/24 (tcp 0-65535)');
    await isLeftAlone(1, '198.51.100.0/24');
  });

  test('a stranger’s image that has taken the name is shown, and neither used nor removed', async () => {
    const own = rowsOf(lab(), 'image').find(({ Name }) => Name === 'Web Server')?.id ?? '';
    const { ec2 } = clientsOf(lab());
    await ec2.send(new DeregisterImageCommand({ ImageId: own }));
    const { ImageId: strangers = '' } = await ec2.send(
      new CreateImageCommand({ InstanceId: serverOf(lab(), 'Web Server1'), Name: 'Web Server', NoReboot: true }),
    );
    const images = lab().home.table('image');
    // EC2 remembers the one that was deregistered for a while: the comparison begins when it no longer does.
    await until(() => images.get(strangers)?.State === 'available' && images.get(own) === undefined);
    await drifts('create-image', strangers, `: none (should be: ${runOf(lab())})`);
    await isLeftAlone(2, strangers);
  });

  test('the same run in another region is not taken for this one, and nothing is begun there', async () => {
    const before = await canonical(lab());
    const { code, said } = await wizardWith({ region: 'eu-west-1' }, 'setup', '--yes', '--run', runOf(lab()));
    expect(code, said).toBe(2);
    expect(said).toContain(runOf(lab()));
    expect(await canonical(lab())).toBe(before);
  });

  test('nor in another account, where whose it is is told', async () => {
    const { key } = await lab().register.admit('ben', false);
    const before = await canonical(lab());
    const { code, said } = await wizardWith(key, 'setup', '--yes', '--run', runOf(lab()));
    expect(code, said).toBe(4);
    expect(said).toMatch(new RegExp(`the run ${runOf(lab())} belongs to \\d{12}`));
    expect(await canonical(lab())).toBe(before);
  });

  test('a database that was deleted is told, and no other is made or taken', async () => {
    await clientsOf(lab()).rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'database-1', SkipFinalSnapshot: true }));
    await until(() => rowsOf(lab(), 'dbInstance').length === 0);
    const { code, said } = await wizard('status');
    expect(code, said).toBe(6);
    expect(said).toContain('database database-1: not there (should be: available)');
    const again = await wizard('setup', '--yes');
    expect([1, 3]).toContain(again.code);
    expect(again.said).toMatch(/database/);
    expect(rowsOf(lab(), 'dbInstance')).toHaveLength(0);
  });
});
