/** The page's preload asks the shell for a port to the engine. */
export const CONNECT_CHANNEL = 'hashquota:connect';

/** Carries the port: from the shell to the preload, and from there to the page. */
export const PORT_CHANNEL = 'hashquota:port';
