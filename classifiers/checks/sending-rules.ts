/** Programs that send files or data away as their purpose. */
import type { CommandRule } from './rules.ts';

export const sendingRules: readonly CommandRule[] = [
  {
    tool: 'xclip xsel wl-copy pbcopy clip',
    noOption: '-out --out',
    severity: 'medium',
    message: 'data goes to the clipboard.',
  },
  { tool: 'gh', sub: 'gist create', severity: 'high', message: 'files are published.' },
  { tool: 'aws', sub: 's3 cp|s3 sync|s3 mv', severity: 'high', message: 'files are sent to a store.' },
  { tool: 'gsutil', sub: 'cp|rsync|mv', severity: 'high', message: 'files are sent to a store.' },
  { tool: 'rclone', sub: 'copy|sync|move|copyto|moveto', severity: 'high', message: 'files are sent to a store.' },
  {
    tool: 'croc wormhole magic-wormhole ffsend transfer transfer.sh termbin magnet onionshare warpinator portal sendme qrcp',
    operand: /^(?!receive|version|help)./,
    severity: 'high',
    message: 'files are sent away.',
  },
  {
    tool: 'pastebinit wgetpaste hastebin haste ix sprunge nopaste gist ix.io',
    severity: 'high',
    message: 'data is published.',
  },
  { tool: 'gh glab hub', sub: 'gist create|snippet create', severity: 'high', message: 'files are published.' },
  {
    tool: 'gh',
    sub: 'api',
    value: /=@/,
    severity: 'high',
    message: 'a file is sent to the forge.',
  },
  {
    tool: 'aws',
    sub: 's3api put-object|s3api upload-part|glacier upload-archive|ecr put-image|lambda update-function-code',
    severity: 'high',
    message: 'files are sent to a store.',
  },
  {
    tool: 'gcloud',
    sub: 'storage cp|storage rsync|storage mv|compute scp',
    severity: 'high',
    message: 'files are sent to a store.',
  },
  {
    tool: 'az',
    sub: 'storage blob upload|storage blob upload-batch|storage file upload|storage copy|storage blob sync',
    severity: 'high',
    message: 'files are sent to a store.',
  },
  { tool: 'azcopy', sub: 'copy|cp|sync', severity: 'high', message: 'files are sent to a store.' },
  { tool: 's3cmd', sub: 'put|sync|mv', severity: 'high', message: 'files are sent to a store.' },
  {
    tool: 's5cmd mc b2 wasabi swift linode-cli',
    sub: 'cp|mv|sync|mirror|upload|pipe|file upload|upload-file',
    severity: 'high',
    message: 'files are sent to a store.',
  },
  {
    tool: 'swaks',
    anyOption: '--attach --body',
    value: /^@/,
    severity: 'high',
    message: 'files are sent by mail.',
  },
  {
    tool: 'python:http.server python:SimpleHTTPServer python:CGIHTTPServer',
    anyOption: '--bind',
    value: /^(?:0\.0\.0\.0|::|\*)$/,
    severity: 'medium',
    message: 'a directory is served to everybody.',
  },
  {
    tool: 'printf echo',
    operand: /\]52;/,
    severity: 'medium',
    message: 'data goes to the clipboard of the terminal.',
  },
  { tool: 'mail mailx mutt', anyOption: '-a -A', severity: 'high', message: 'files are sent by mail.' },
];
