/** Programs that administer the machine. */
import { hasOption } from './invocation.ts';
import { type Special, tool } from './model.ts';

const crontab: Special = (invocation, actions) => {
  if (hasOption(invocation, '-l')) return;
  const [file] = invocation.operands;
  if (file !== undefined && file.field.text !== '-') actions.read(file.field);
  const like = file?.field ?? invocation.options[0]?.field;
  if (like !== undefined) actions.write(actions.literal('/var/spool/cron/crontabs', like));
};

const gpg: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    if (/^--(?:export-secret-keys|export-secret-subkeys)$/.test(option.name))
      actions.read(actions.literal('\0~/.gnupg/private-keys-v1.d', option.field));
  }
};

/** `pkill -USR1 name`: the names of signals are no clusters of options. */
const SIGNALS =
  '-HUP -INT -QUIT -KILL -TERM -USR1 -USR2 -STOP -CONT -ABRT -ALRM -WINCH -SIGHUP -SIGINT -SIGQUIT -SIGKILL -SIGTERM -SIGUSR1 -SIGUSR2 -SIGSTOP -SIGCONT';

export const systemTools = [
  tool('systemctl service rc-service launchctl initctl update-rc.d chkconfig loginctl machinectl', {
    options: '--user --now -q -f,--force -n=data --no-pager -t=data -a -l --type=data --state=data -H=host -M=data',
    operands: 'data*',
  }),
  tool('journalctl dmesg last lastlog', {
    options:
      '-u=data -n=data -f -x -e -b=?data -k --since=data --until=data --no-pager -o=data -r -p=data --vacuum-size=data --vacuum-time=data --rotate -C,--clear -c -T -w -H -D=read',
  }),
  tool('crontab', { options: '-l -e -r -i -u=data -s', operands: 'data*', special: crontab }),
  tool('at batch', {
    options: '-f=script -q=data -m -l -d=data -c=data -t=data -v',
    operands: 'data*',
    runsThings: true,
  }),
  tool('kill', { style: 'none' }),
  tool('pkill pgrep', {
    options: `${SIGNALS} -f,--full -x,--exact -u,--euid=data -U,--uid=data -G,--group=data -n,--newest -o,--oldest -i,--ignore-case -I -v,--inverse -e,--echo -t,--terminal=data -P,--parent=data -g,--pgroup=data -s,--session=data -c,--count -l,--list-name -a,--list-full -d,--delimiter=data -F,--pidfile=read -L,--logpidfile --signal=data -r,--runstates=data -A,--ignore-ancestors -O,--older=data -q,--queue=data --ns=data --nslist=data -w,--lightweight -h,--help -V,--version`,
    style: 'plain',
  }),
  tool('killall skill xkill killall5', {
    options: `${SIGNALS} -s,--signal=data -l,--list -e,--exact -I,--ignore-case -g,--process-group -y,--younger-than=data -o,--older-than=data -i,--interactive -q,--quiet -r,--regexp -u,--user=data -v,--verbose -w,--wait -n,--ns=data -t=data -c=data -p=data`,
    style: 'plain',
  }),
  tool('renice', { options: '-n,--priority=data -p,--pid -g,--pgrp -u,--user' }),
  tool('reboot shutdown poweroff halt init telinit', {
    options: '-h -r -P -f -n -k -c -H -w -t=data --no-wall',
    operands: 'data*',
  }),
  tool(
    'mount umount losetup swapon swapoff fuser cryptsetup lvm lvremove vgremove pvremove lvreduce zfs zpool btrfs mdadm dmsetup nvme pivot_root',
    {
      options:
        '-t=data -o=data -a -r -w -n -v -f -l -R --bind --rbind --make-private -d -m -k,--kill -B -L=data -U=data -R,--recursive -l,--lazy -f,--force -a,--all -m,--mount -M -n,--namespace=data -s,--silent -i -u -v --zero-superblock --stop --fail --remove',
      operands: 'data*',
    },
  ),
  tool(
    'mkfs mkfs.ext4 mkfs.ext3 mkfs.xfs mkfs.ext2 mkfs.btrfs mkfs.vfat mkfs.fat mkfs.ntfs mkfs.f2fs mke2fs mkswap fdisk gdisk sgdisk cgdisk sfdisk cfdisk parted wipefs blkdiscard hdparm badblocks tune2fs debugfs e2label resize2fs',
    { options: '-t=data -L=data -f -F -a -q -n=data -s -o=data', operands: 'write*' },
  ),
  tool('iptables ip6tables nft ufw firewall-cmd tc', {
    options:
      '-A=data -D=data -I=data -F=?data -X=?data -P=data -t=data -p=data -s=data -d=data -j=data -i=data -o=data -m=data -L -n -v -S -Z --dport=data --sport=data -f=read --permanent --reload',
  }),
  tool('ss arp', {
    options:
      '-a,--all -n,--numeric -t,--tcp -u,--udp -l,--listening -p,--processes -r,--resolve -s,--summary -4 -6 -o,--options -e,--extended -m,--memory -i=?data -x,--unix -w,--raw -H,--no-header -O,--oneline -F,--filter=read -A,--query=data -f,--file=read -d,--delete -K,--kill -N,--net=data -D=write -v,--verbose',
  }),
  tool('logrotate', {
    options: '-d,--debug -f,--force -m,--mail=exec -s,--state=write -v,--verbose -l,--log=write --skip-state-lock',
    operands: 'settings*',
  }),
  tool('ifconfig route netstat ethtool iw nmcli brctl', {
    options: '-a -n -t -u -l -p -r -s -4 -6 -o -br -c -j',
  }),
  tool('insmod modprobe rmmod kmod depmod', { options: '-r -f -v -n -a', operands: 'data*' }),
  tool('sysctl', {
    options:
      '-w,--write -p,--load=?read -a,--all -n,--values -q,--quiet -e,--ignore --system -N,--names -b -r,--pattern=data -A -X',
  }),
  tool('hwclock', {
    options:
      '-r,--show --get --set -s,--hctosys -w,--systohc --systz -a,--adjust --date=data -u,--utc -l,--localtime -f,--rtc=data --noadjfile --adjfile=write -v --update-drift',
  }),
  tool('timedatectl hostnamectl localectl rfkill rtcwake kexec pm-suspend pm-hibernate', {
    options:
      '-m=data -s=data -d=data -l -e -p,--property=data --value --no-pager --static --pretty --transient -H=host -M=data -a,--all --no-ask-password -u -f --load=read',
  }),
  tool('hostname domainname dnsdomainname', {
    options:
      '-a,--alias -A,--all-fqdns -b,--boot -d,--domain -f,--fqdn,--long -F,--file=read -i,--ip-address -I,--all-ip-addresses -s,--short -y,--yp,--nis',
  }),
  tool('useradd adduser usermod userdel groupadd groupdel groupmod passwd chpasswd chage visudo gpasswd vipw', {
    options: '-a -G=data -g=data -u=data -m -s=data -d=data -r -M -p=data -c=data -l -D -f=data -S -h=data -n',
    operands: 'data*',
  }),
  tool('getcap getpcaps newuidmap newgidmap', {
    options:
      '--print --drop=data --caps=data --user=data --uid=data --gid=data --reuid=data --inh-caps=data --bounding-set=data -r --clear-groups',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('gpg gpg2', {
    options:
      '-d,--decrypt -e,--encrypt -c,--symmetric -s,--sign -b,--detach-sign --verify -a,--armor -o,--output=write -r,--recipient=data -u,--local-user=data --import --export --export-secret-keys,--export-secret-key --export-secret-subkeys --list-keys -k --list-secret-keys -K --gen-key --batch --yes --passphrase=data --passphrase-file=read --recv-keys --send-keys --search-keys --refresh-keys --fetch-keys --locate-keys --exec-path=hook --keyserver=host --homedir=read --status-fd=data --no-tty -q --pinentry-mode=data --clear-sign --photo-viewer=hook',
    operands: 'read*',
    special: gpg,
    runsThings: true,
  }),
  tool('security secret-tool pass op bw lpass keyring kwallet-query', {
    options: '-s=data -a=data -w -g -l=data -c',
    operands: 'data*',
  }),
  tool('xclip xsel wl-copy wl-paste pbcopy pbpaste clip', {
    options: '-i,-in -o,-out -selection=data -sel=data -b,--clipboard -p -f -n',
    operands: 'data*',
    style: 'single',
  }),
  tool('stty reset tput clear', { options: '-a,--all -g,--save -F,--file=read -T=data -x -S', operands: 'data*' }),
  tool(
    'history-tool auditctl ausearch aureport setenforce getenforce aa-disable aa-teardown apparmor_parser semanage restorecon chcon',
    { options: '-e=data -D -l -s -R -a=data -w=data -k=data -r -f', operands: 'data*' },
  ),
  tool('claude codex gemini aider cursor-agent opencode goose copilot amp q cline crush', {
    options:
      '-p,--print=?data --dangerously-skip-permissions --dangerously-bypass-approvals-and-sandbox --yolo -y,--yes --full-auto -a,--ask-for-approval=data -s,--sandbox=data --allowedTools=data --permission-mode=data -m,--model=data --message=data --version --help -c=data --mcp-config=read --settings=read --continue --resume=?data --trust-all-tools --auto-approve',
    operands: 'data*',
    style: 'plain',
  }),
  tool('cordon', { options: '--policy=data --state-dir=write --repo=read --json', operands: 'data*', style: 'plain' }),
].flat();
