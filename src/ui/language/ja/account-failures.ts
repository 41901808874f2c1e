import type { accountFailures as english } from '../en/account-failures.ts';

export const accountFailures: typeof english = {
  'root-keys': (account) => ({
    what: `アカウント ${account} のルートユーザーのキーです。このアカウントで何でもできてしまい、--yes では誰も止められません。`,
    next: 'IAM ユーザーかロールをお使いください(必要な権限は npx redundant-blog policy で出力できます)。ルートのまま進める場合は --allow-root を付けてください。',
  }),
  'account-differs': (account, run, others) => ({
    what: `今のアカウントは ${account} ですが、作業 ${run} は ${others} のものです。`,
    next: 'そのアカウントでサインインし直す(--profile)か、--run を外してこのアカウントの作業を始めてください。',
  }),
  'preflight-blocked': (count) => ({
    what: `妨げになるものが ${count} 件あります(上記)。何も変更していません。`,
    next: '解消してから、もう一度実行してください。`npx redundant-blog doctor` で、何も変更せずに調べ直せます。',
  }),
  'index-unclear': (server, file) => ({
    what: `${server} の ${file} は「<?php」でも、その前の 1 行の文字でも始まっていません。変更していません。`,
    next: '先頭の行を直すか、もう一つの方法をお選びください: --marker plugin',
  }),
};
