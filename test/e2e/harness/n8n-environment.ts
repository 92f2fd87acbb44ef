import { withNode24 } from '../../../scripts/support/node-24';

export interface N8nPlace {
  userFolder: string;
  port: number;
  brokerPort: number;
}

/** Nothing that n8n does here may depend on the shell that started the tests, nor on a network beyond loopback. */
export function n8nEnvironment(place: N8nPlace, extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...cleanEnvironment(), ...fixedSettings, ...placeSettings(place), ...extra };
}

const fixedSettings = {
  NODE_ENV: 'production',
  N8N_ENCRYPTION_KEY: 'an encryption key for tests only',
  N8N_LISTEN_ADDRESS: '127.0.0.1',
  N8N_PROTOCOL: 'http',
  N8N_SECURE_COOKIE: 'false',
  N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
  // The registry of MCP servers is fetched at every start.
  N8N_DISABLED_MODULES: 'mcp-registry',
  N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
  N8N_RUNNERS_MODE: 'internal',
  N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
  // New York by default: a date that is only right there would pass unseen.
  GENERIC_TIMEZONE: 'UTC',
  DB_TYPE: 'sqlite',
  N8N_LOG_LEVEL: 'info',
  N8N_LOG_OUTPUT: 'console',
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_DIAGNOSTICS_CONFIG_FRONTEND: '',
  N8N_DIAGNOSTICS_CONFIG_BACKEND: '',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_DYNAMIC_BANNERS_ENABLED: 'false',
  N8N_HIRING_BANNER_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
  EXTERNAL_FRONTEND_HOOKS_URLS: '',
};

function placeSettings({ userFolder, port, brokerPort }: N8nPlace): NodeJS.ProcessEnv {
  return {
    N8N_USER_FOLDER: userFolder,
    N8N_PORT: String(port),
    // Of a worker, which has no other port.
    QUEUE_HEALTH_CHECK_PORT: String(port),
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}/`,
    N8N_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
  };
}

/** Jest sets NODE_ENV=test, tsx adds its loader to NODE_OPTIONS, and a developer may run an n8n of their own. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const unwanted =
    /^(N8N_|DB_|EXECUTIONS_|QUEUE_|NODE_OPTIONS$|NODE_ENV$|JEST_|TSX_|WEBHOOK_URL$|GENERIC_|npm_)/;
  return Object.fromEntries(Object.entries(withNode24()).filter(([name]) => !unwanted.test(name)));
}
