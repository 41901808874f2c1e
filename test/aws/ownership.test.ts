import { describe, expect, it } from 'vitest';
import { adoptedTags, ownedBy, ownerOf, tagsFor, wasAdopted } from '../../src/aws/ownership.ts';
import type { Run } from '../../src/step.ts';

const run: Run = { id: '0badcafe', account: '123456789012', region: 'ap-northeast-1' };

describe('ownership', () => {
  it('what a step makes carries its run, its step and its name', () => {
    expect(tagsFor(run, 'launch-server-2', 'Web Server2')).toEqual([
      { Key: 'Name', Value: 'Web Server2' },
      { Key: 'redundant-blog:run', Value: '0badcafe' },
      { Key: 'redundant-blog:step', Value: 'launch-server-2' },
    ]);
  });

  it('is told from the run tag alone: ours, another run’s, or foreign', () => {
    expect(ownerOf(tagsFor(run, 'preflight'), run)).toBe('ours');
    expect(ownerOf(tagsFor({ ...run, id: 'deadbeef' }, 'preflight'), run)).toBe('other-run');
    expect(ownerOf([{ Key: 'Name', Value: 'Web Server2' }], run)).toBe('foreign');
    expect(ownerOf(undefined, run)).toBe('foreign');
  });

  it('an adopted thing is ours and marked as adopted, so that undo leaves it', () => {
    expect(ownerOf(adoptedTags(run, 'create-image'), run)).toBe('ours');
    expect(wasAdopted(adoptedTags(run, 'create-image'))).toBe(true);
    expect(wasAdopted(tagsFor(run, 'create-image'))).toBe(false);
  });

  it('filters ask for this run and this step', () => {
    expect(ownedBy(run, 'create-image')).toEqual([
      { Name: 'tag:redundant-blog:run', Values: ['0badcafe'] },
      { Name: 'tag:redundant-blog:step', Values: ['create-image'] },
    ]);
  });
});
