/**
 * The script that PHP's own server runs for each request. The web server in front has chosen the file already, as Apache would.
 *
 * The database's name in wp-config.php (DB_HOST) leads into the VPC, where this machine's resolver cannot look. So DB_HOST is defined
 * here, first, as a socket that the server's own process listens on: it reads wp-config.php's DB_HOST at each connection and asks the
 * VPC for that host, security groups and all. PHP's complaint that wp-config.php defines it again is the one that is swallowed.
 *
 * On AWS every address has port 80, and WordPress sends nobody from one address to another (only www is added or taken away). Here
 * addresses differ by their published ports, and a port it would set right; so the port that was asked for is put back.
 */
export const routerScript = (socket: string) => String.raw`<?php
require ( static function () {
	$file   = $_SERVER['HTTP_X_LAB_FILE'];
	$script = $_SERVER['HTTP_X_LAB_SCRIPT'];
	$_SERVER['REMOTE_ADDR']     = $_SERVER['HTTP_X_LAB_PEER'];
	$_SERVER['SERVER_SOFTWARE'] = 'Apache/2.4.62 (Amazon Linux)';
	$_SERVER['SERVER_NAME']     = preg_replace( '/:\d+$/', '', isset( $_SERVER['HTTP_HOST'] ) ? $_SERVER['HTTP_HOST'] : 'localhost' );
	$_SERVER['SERVER_PORT']     = '80';
	$_SERVER['SCRIPT_NAME']     = $script;
	$_SERVER['PHP_SELF']        = $script;
	$_SERVER['SCRIPT_FILENAME'] = $file;
	unset( $_SERVER['PATH_INFO'], $_SERVER['HTTP_X_LAB_FILE'], $_SERVER['HTTP_X_LAB_SCRIPT'], $_SERVER['HTTP_X_LAB_PEER'] );
	set_error_handler( static function ( $level, $message ) {
		return 'Constant DB_HOST already defined' === $message;
	}, E_WARNING );
	define( 'DB_HOST', 'localhost:${socket}' );
	// Nothing leaves this machine: updates and news would be asked for at every visit to the dashboard.
	define( 'WP_HTTP_BLOCK_EXTERNAL', true );
	$GLOBALS['wp_filter'] = array(
		'redirect_canonical' => array( 10 => array( array(
			'function'      => static function ( $url ) {
				$port = parse_url( 'http://' . $_SERVER['HTTP_HOST'], PHP_URL_PORT );
				return is_string( $url ) ? preg_replace( '#^(https?://[^/:?]+)(:\d+)?#', '$1' . ( $port ? ":$port" : '' ), $url ) : $url;
			},
			'accepted_args' => 1,
		) ) ),
	);
	chdir( dirname( $file ) );
	return $file;
} )();
`;
