/** Where the programs of nodes (daemons, jobs) find what the machine has, such as its python3. */
export const programPath = '/usr/local/bin:/usr/bin:/bin';
