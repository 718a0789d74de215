#!/bin/sh
# Builds what a QEMU guest boots from: Debian's own kernel with the modules tests need, and a root with busybox.
# usage: build-guest.sh OUT INIT NODE. Leaves OUT/vmlinux and OUT/initrd.cpio. Installs nothing and needs no root.
set -eu

out=$(realpath -m "$1")
init=$(realpath "$2")
node=$(realpath "$3")
work=$out/work
modules="virtio_pci 9p 9pnet_virtio ipmi_si ipmi_devintf ipmi_watchdog"

rm -rf "$work"
mkdir -p "$work/deb" "$work/kernel"
cd "$work/deb"
# The cloud variant of the kernel has no IPMI.
package=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image-/ { print $2; exit }')
[ -n "$package" ] || { echo "apt knows no linux-image-amd64" >&2; exit 3; }
version=${package#linux-image-}
apt-get -q download "$package" busybox-static >&2 || exit 3

# Only what the modules above depend on: unpacking all takes longer than everything else.
tree=./lib/modules/$version
dpkg-deb --fsys-tarfile "$package"_*.deb | tar -x -C "$work/kernel" --wildcards \
  "./boot/vmlinuz-$version" "$tree/modules.*" "$tree/kernel/drivers/char" "$tree/kernel/drivers/virtio" \
  "$tree/kernel/drivers/acpi" "$tree/kernel/net" "$tree/kernel/lib" "$tree/kernel/arch" "$tree/kernel/fs/9p" \
  "$tree/kernel/fs/netfs" "$tree/kernel/fs/fscache"
dpkg-deb --fsys-tarfile busybox-static_*.deb | tar -x -C "$work" ./bin/busybox
PATH=$PATH:/usr/sbin:/sbin
depmod -b "$work/kernel" "$version"

root=$work/root
mkdir -p "$root/bin" "$root/usr/bin" "$root/proc" "$root/sys" "$root/dev" "$root/ctl" "$root/tmp" "$root/run" \
  "$root/etc" "$root/lib64" "$root/lib/x86_64-linux-gnu" "$root/lib/modules/$version"
cp "$work/bin/busybox" "$root/bin/"
install -m 755 "$init" "$root/init"
echo 'root:x:0:0:root:/tmp:/bin/sh' > "$root/etc/passwd"
echo '127.0.0.1 localhost' > "$root/etc/hosts"
cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
# Node comes from the share; what it is linked with comes from this machine.
ldd "$node" | awk '$2 == "=>" { print $3 }' | while read -r library; do
  cp -L "$library" "$root/lib/x86_64-linux-gnu/"
done
cp "$work/kernel/lib/modules/$version/modules.order" "$work/kernel/lib/modules/$version/modules.builtin" \
  "$root/lib/modules/$version/"
for module in $modules; do
  modprobe -d "$work/kernel" -S "$version" -C /dev/null --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
done | sort -u | while read -r file; do
  mkdir -p "$root$(dirname "${file#"$work/kernel"}")"
  cp "$file" "$root${file#"$work/kernel"}"
done
depmod -b "$root" "$version"
(cd "$root" && find . | "$work/bin/busybox" cpio -o -H newc 2>/dev/null) > "$out/initrd.cpio"

# Booting the kernel unpacked saves the guest two seconds: the xz stream inside the image.
image=$work/kernel/boot/vmlinuz-$version
offset=$(grep -abo "$(printf '\3757zXZ')" "$image" | head -n 1 | cut -d : -f 1)
tail -c "+$((offset + 1))" "$image" | xz -dc --single-stream > "$out/vmlinux" 2>/dev/null || true
[ -s "$out/vmlinux" ] || { echo "no kernel in $image" >&2; exit 1; }
rm -rf "$work"
