import type { account as english } from '../en/account.ts';

export const account: typeof english = {
  policy: {
    anyRegion: 'リージョンの指定がないため、このポリシーはすべてのリージョンで有効です。絞り込むには: --region ap-northeast-1',
    narrow:
      'この作業のタグが付くものは、そのタグで絞り込んであります。データベースとウェブサーバーのファイアウォールは作業の前からあるため、ARN でしか絞り込めません。ChangeDatabase と ChangeFirewallRules の * を、お使いのものの ID に置き換えてください。',
    deletion: 'データベースの削除(finish --delete-database)は含まれていません。そのときだけ付ける別のポリシーを、--delete-database で出力できます。',
    profile: '1 台目のサーバーにインスタンスプロファイルがある場合は、そのロールへの iam:PassRole も許可してください。2 台目にも同じものが付きます。',
    alias: 'iam:ListAccountAliases は、アカウントを番号だけでなく名前(エイリアス)でも示すためのものです。外しても、ほかはすべて動きます。',
  },
  named: (number, alias) => `${number}(エイリアス ${alias})`,
  place: (number, region) => `アカウント ${number}、リージョン ${region}`,
  aliasUnknown: {
    denied: 'アカウントのエイリアスは確認できませんでした(iam:ListAccountAliases が許可されていません)。ほかの作業には影響しません。',
    unanswered: 'アカウントのエイリアスは確認できませんでした(IAM から応答がありません)。ほかの作業には影響しません。',
  },
  rootGoOn: 'それでもルートユーザーのまま進めますか?',
  othersHere: (accounts) => `このマシンには、別のアカウント(${accounts})で始めた作業があります。このアカウントで間違いないかご確認ください。`,
};
