import { secretsStay } from '../support/secrets.ts';

secretsStay("secrets, with the lab's own blog and database", {
  env: {},
  // wp-config.php on the servers' disks (and the disks of images), the lab's record of its databases' users, and the lab's own key ring.
  homes: {
    'the database password': /^lab\/(disks\/.+\/wp-config\.php|worlds\/\d{12}-[a-z0-9-]+\.jsonl)$/,
    'the private key': /^lab\/my-key\.pem$/,
    'the secret access key': /^lab\/redundant-blog-lab\.json$/,
  },
  inTheClear: 1,
});
