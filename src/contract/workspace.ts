/** Where the repository stands inside the container; `${repo}` of the policy files. */
export const WORKSPACE = '/workspace';
