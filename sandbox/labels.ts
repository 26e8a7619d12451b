/** The labels by which cordon finds its own containers and volumes again. */

/** Value: the session id. */
export const SESSION_LABEL = 'cordon';

export const ownerLabel = { owner: 'cordon.owner', lease: 'cordon.lease' } as const;
