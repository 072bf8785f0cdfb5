/** Programs that distributions ship setuid or setgid. */
export const KNOWN_SETUID: ReadonlySet<string> = new Set(
  (
    'at bbsuid bwrap chage chfn chrome-sandbox chsh crontab dbus-daemon-launch-helper doas dotlockfile ' +
    'dumpcap exim4 expiry fusermount fusermount3 gpasswd grub2-set-bootflag ksu lockdev locate lpasswd mail-lock ' +
    'mail-touchlock mail-unlock mlocate mount mount.cifs mount.ecryptfs_private mount.nfs mtr-packet ' +
    'newgidmap newgrp newuidmap ntfs-3g pam_extrausers_chkpwd pam_timestamp_check passwd ping ping6 pkexec ' +
    'plocate polkit-agent-helper-1 postdrop postqueue pppd procmail pt_chown screen sg slocate snap-confine ' +
    'ssh-agent ssh-keysign staprun su sudo sudoedit traceroute6 umount unix2_chkpwd unix_chkpwd ' +
    'userhelper usernetctl utempter wall write write.ul Xorg.wrap'
  ).split(' '),
);

/** Setuid on one of these is a root shell. */
export const RUNS_ANYTHING =
  /^((ba|da|a|z|k|c|tc|fi)?sh|busybox|toybox|python[\d.]*|perl[\d.]*|ruby[\d.]*|node|php[\d.]*|lua[\d.]*|tclsh|awk|gawk|mawk|find|xargs|env|vim?|vi|nano|emacs|ed|sed|less|more|man|tar|cp|mv|dd|tee|cat|chmod|chown|install|nmap|gdb|strace|docker|runc|openssl|rsync|git|make|nsenter|unshare|chroot|setpriv|gosu|su-exec|taskset|nice|timeout)$/;

export const PROGRAM_DIRECTORIES: ReadonlySet<string> = new Set([
  'bin',
  'sbin',
  'usr/bin',
  'usr/sbin',
  'usr/local/bin',
  'usr/local/sbin',
]);

export const PACKAGE_MANAGERS: ReadonlySet<string> = new Set(
  'apt apt-get dpkg apk yum dnf dnf5 microdnf tdnf rpm zypper pacman opkg emerge xbps-install'.split(' '),
);

export const SHELLS: ReadonlySet<string> = new Set(
  'sh bash dash ash zsh ksh fish busybox tcsh csh'.split(' '),
);

export const BUILD_TOOLS =
  /^(gcc|g\+\+|cc|c\+\+|clang|clang\+\+|cpp|ld|as|make|gmake|cmake|ninja|rustc|cargo|javac|git|gdb|gdbserver|strace|ltrace|perf|tcpdump|nmap|nc|ncat|socat|telnet|(x86_64|aarch64|arm)[a-z0-9_-]*-(gcc|g\+\+|ld))(-[\d.]+)?$/;
