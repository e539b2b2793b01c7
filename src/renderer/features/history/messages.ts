/** Texts of the history page. */
export const historyMessages = {
  pageTitle: 'History',
};
