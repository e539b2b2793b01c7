/** Texts of the Discover page. */
export const discoverMessages = {
  title: 'Discover',
};
