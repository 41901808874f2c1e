/** Runs WordPress's own installer, then writes the practice blog's posts. It reads what to do as JSON on stdin. */
export const installScript = String.raw`<?php
$asked = json_decode( file_get_contents( 'php://stdin' ), true );
$_SERVER['HTTP_HOST'] = parse_url( $asked['url'], PHP_URL_HOST );
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define( 'ABSPATH', $asked['source'] );
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'installer' );
define( 'DB_PASSWORD', $asked['password'] );
define( 'DB_HOST', $asked['host'] );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'WP_INSTALLING', true );
define( 'WP_SITEURL', $asked['url'] );
define( 'WP_HOME', $asked['url'] );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
$table_prefix = 'wp_';

// The installer would write a letter.
function wp_new_blog_notification() {}

require ABSPATH . 'wp-settings.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'My Blog', 'admin', 'admin@example.com', true, '', wp_generate_password( 24 ) );

foreach ( get_posts( array( 'post_type' => array( 'post', 'page' ), 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
	wp_delete_post( $post->ID, true );
}
foreach ( array(
	'siteurl'         => $asked['url'],
	'home'            => $asked['url'],
	'blogdescription' => 'Notes on keeping a small site up',
	'timezone_string' => 'Asia/Tokyo',
	'gmt_offset'      => '',
	'date_format'     => 'Y-m-d',
	'time_format'     => 'H:i',
	'fresh_site'      => '0',
) as $name => $value ) {
	update_option( $name, $value );
}
global $wp_rewrite;
$wp_rewrite->init();
$wp_rewrite->set_permalink_structure( '/%year%/%monthnum%/%day%/%postname%/' );
$wp_rewrite->flush_rules( false );
foreach ( $asked['posts'] as $index => $post ) {
	$id = wp_insert_post( array(
		'import_id'    => $index + 1,
		'post_author'  => 1,
		'post_status'  => 'publish',
		'post_title'   => $post['title'],
		'post_name'    => $post['slug'],
		'post_date'    => $post['date'],
		'post_content' => wp_slash( $post['content'] ),
	), true );
	if ( is_wp_error( $id ) ) {
		exit( 'post: ' . $id->get_error_message() );
	}
}
echo 'installed';
`;
