import type { access as english } from '../en/access.ts';

export const access: typeof english = {
  passphrase: (path) => `鍵 ${path} にはパスフレーズがかかっています。パスフレーズ:`,
  hostKey: (server, fingerprint) =>
    `サーバー ${server} が本物かどうかを示す鍵を、AWS はもう表示していません。相手は ${fingerprint} と名乗っています。これで正しいですか?`,
  notEncrypted: (host) =>
    `データベース ${host} は暗号化(TLS)に対応していないため、サーバーとデータベースのあいだは暗号化されません。ここからサーバーまでは暗号化されています。`,
};
