import { secretsStay } from '../support/secrets.ts';
import { cache } from './support/parts.ts';

secretsStay('secrets, with real WordPress and MariaDB', {
  env: { REDUNDANT_BLOG_CACHE_DIR: cache, REDUNDANT_BLOG_LAB_BLOG: 'wordpress', REDUNDANT_BLOG_LAB_DB: 'mariadb' },
  homes: {
    'the database password': /^lab\/(disks\/.+\/wp-config\.php|worlds\/\d{12}-[a-z0-9-]+\.jsonl)$/,
    'the private key': /^lab\/my-key\.pem$/,
    'the secret access key': /^lab\/redundant-blog-lab\.json$/,
    "the blog's own password": /^lab\/wordpress-login\.txt$/,
  },
  inTheClear: 0,
  cache,
});
