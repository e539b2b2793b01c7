/** Texts about calls that failed. */
export const callMessages = {
  lost: 'The connection to Hashquota is lost. Try again when it is back.',
  timeout: 'Hashquota did not answer in time.',
  badInput: 'Hashquota did not accept this: {detail}',
  unknown: 'Something went wrong in Hashquota. Its log has the details.',
};
