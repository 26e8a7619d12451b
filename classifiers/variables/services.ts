/** Package managers, servers and clients of clouds. */
import { type DangerousVariable, variable } from './model.ts';
import { LOOPBACK } from './values.ts';

export const serviceVariables: readonly DangerousVariable[] = [
  variable(
    '(?:npm_config|NPM_CONFIG)_(?:script_shell|SCRIPT_SHELL|git|GIT|shell|SHELL|editor|EDITOR|viewer|VIEWER|init_module|INIT_MODULE|onload_script|ONLOAD_SCRIPT|node_gyp|NODE_GYP) YARN_(?:YARN_PATH|PLUGINS)',
    {
      severity: 'high',
      what: 'is run by the package manager',
      fine: /^(?:(?:\/usr)?\/bin\/(?:ba)?sh|(?:ba)?sh|git|)$/,
      flagged: ['NPM_CONFIG_SCRIPT_SHELL=./x', 'npm_config_script_shell=./x'],
      clean: ['npm_config_script_shell=bash'],
    },
  ),
  variable(
    '(?:npm_config|NPM_CONFIG)_(?:userconfig|USERCONFIG|globalconfig|GLOBALCONFIG|prefix|PREFIX|cafile|CAFILE|strict_ssl|STRICT_SSL|ignore_scripts|IGNORE_SCRIPTS) YARN_RC_FILENAME PIP_CONFIG_FILE UV_CONFIG_FILE BUNDLE_(?:CONFIG|USER_CONFIG|APP_CONFIG) POETRY_CONFIG_DIR',
    {
      severity: 'medium',
      what: 'gives the package manager other settings',
      fine: /^(?:\/dev\/null|true|1|\0?~.*|\/tmp\/tmp\..*|\/workspace(?:\/[\w.-]+)*\/\.bundle|)$/,
      flagged: ['NPM_CONFIG_USERCONFIG=./x', 'PIP_CONFIG_FILE=./x', 'npm_config_ignore_scripts=false'],
      clean: ['NPM_CONFIG_USERCONFIG=/dev/null', 'npm_config_ignore_scripts=true'],
    },
  ),
  variable(
    '(?:npm_config|NPM_CONFIG)_\\w*registry NPM_CONFIG_REGISTRY NPM_REGISTRY COREPACK_NPM_REGISTRY YARN_NPM_REGISTRY_SERVER YARN_REGISTRY BUN_CONFIG_REGISTRY PIP_(?:EXTRA_)?INDEX_URL PIP_FIND_LINKS PIP_TRUSTED_HOST UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)? UV_FIND_LINKS POETRY_REPOSITORIES_\\w+ GOPROXY GONOPROXY CARGO_REGISTRIES_\\w+ CARGO_SOURCE_\\w+ BUNDLE_MIRROR\\w* GOTOOLCHAIN NIX_PATH',
    {
      severity: 'medium',
      what: 'takes packages from elsewhere',
      fine: new RegExp(
        `${LOOPBACK.source}|^(?:off|direct|local|none|auto|go[\\d.]+(?:\\+auto)?|https://(?:proxy\\.golang\\.org|registry\\.npmjs\\.org|pypi\\.org/simple)/?(?:,direct)?)$`,
      ),
      flagged: ['npm_config_registry=https://evil.example', 'GOPROXY=http://evil.example'],
      clean: ['GOPROXY=off', 'GOTOOLCHAIN=local', 'GOPROXY=https://proxy.golang.org,direct'],
    },
  ),
  variable(
    'https?_proxy all_proxy ftp_proxy HTTPS?_PROXY ALL_PROXY FTP_PROXY (?:npm_config|NPM_CONFIG)_(?:https?_)?(?:proxy|PROXY) ANTHROPIC_BASE_URL OPENAI_(?:BASE_URL|API_BASE) AWS_ENDPOINT_URL(?:_\\w+)? DOCKER_HOST CONTAINER_HOST BUILDKIT_HOST VAULT_ADDR CONSUL_HTTP_ADDR',
    {
      severity: 'medium',
      what: 'leads traffic elsewhere',
      fine: LOOPBACK,
      flagged: ['HTTPS_PROXY=http://evil.example:8080', 'DOCKER_HOST=tcp://h.example:2375'],
      clean: ['HTTP_PROXY=', 'AWS_ENDPOINT_URL=http://localhost:4566'],
    },
  ),
  variable(
    'SSL_CERT_(?:FILE|DIR) REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS GIT_SSL_CA(?:INFO|PATH) AWS_CA_BUNDLE PIP_CERT CARGO_HTTP_CAINFO SSLKEYLOGFILE',
    {
      severity: 'medium',
      what: 'makes programs trust other certificates',
      fine: /^(?:\/etc\/ssl\/[\w./-]*|\/usr\/[\w./-]*|\/etc\/pki\/[\w./-]*|)$/,
      flagged: ['SSL_CERT_FILE=./x.pem'],
      clean: ['SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'],
    },
  ),
  variable(
    'AWS_(?:CONFIG|SHARED_CREDENTIALS)_FILE AZURE_(?:CONFIG|EXTENSION)_DIR CLOUDSDK_(?:CONFIG|PYTHON) BOTO_CONFIG DOCKER_CONFIG KUBECONFIG HELM_PLUGINS HELM_(?:CONFIG|DATA)_HOME TF_CLI_CONFIG_FILE TF_CLI_ARGS(?:_\\w+)? ANSIBLE_(?:CONFIG|LIBRARY|\\w+_PLUGINS|VAULT_PASSWORD_FILE) PULUMI_HOME',
    {
      severity: 'medium',
      what: 'gives a cloud client other settings or programs',
      fine: /^(?:\/dev\/null|\0?~.*|-no-color|-input=false|-lock=false|\/tmp\/tmp\..*|)$/,
      flagged: ['AWS_CONFIG_FILE=./x', 'KUBECONFIG=./k'],
      clean: ['TF_CLI_ARGS=-no-color'],
    },
  ),
  variable('TZDIR', {
    severity: 'medium',
    what: 'changes where settings are read from',
    fine: /^\/usr\/share\/zoneinfo$/,
    flagged: ['TZDIR=./x'],
    clean: ['TZDIR=/usr/share/zoneinfo'],
  }),
];
