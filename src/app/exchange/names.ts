/** Names of the files that are made here, apart from those of the trace formats (remote/export/registry). */
const JSON_TYPE = 'application/json';
export const SESSION_FILE = { extension: '.session.json', mimeType: JSON_TYPE } as const;
export const SCENARIO_FILE = { extension: '.scenario.json', mimeType: JSON_TYPE } as const;
export const FLEET_FILE = { extension: '.fleet.json', mimeType: JSON_TYPE } as const;
