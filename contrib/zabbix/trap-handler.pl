#!/usr/bin/perl
# Hands a notification from net-snmp's snmptrapd to Zabbix's SNMP trapper. snmptrapd.conf:
#   traphandle default /usr/bin/perl /PATH/trap-handler.pl FILE
# where FILE is what zabbix_server.conf names as SNMPTrapperFile. snmptrapd has to run with -On.
use strict;
use warnings;
use Fcntl qw(:flock);
use POSIX qw(strftime);

die "usage: trap-handler.pl FILE\n" if @ARGV != 1;

# Text beyond ASCII comes as its bytes in hexadecimal; other bytes stay as they are.
sub text {
    my ($value) = @_;
    return $value unless $value =~ /^"?((?:[0-9A-F]{2}\s+)*[0-9A-F]{2})\s*"?$/;
    my $bytes = pack 'H*', $1 =~ s/\s+//gr;
    my $decoded = $bytes;
    return $value if $bytes !~ /[\x80-\xff]/ || !utf8::decode($decoded) || $decoded =~ /\p{Cntrl}/;
    return "\"$bytes\"";
}

<STDIN>;    # the sender's name
my $sender = <STDIN> // '';
my ($address) = $sender =~ /\[([0-9A-Fa-f.:]+)\]/ or die "no address in: $sender\n";
my @values;
while (my $line = <STDIN>) {
    if ($line =~ /^\.[0-9.]+ /) { push @values, $line }
    elsif (@values) { $values[-1] .= $line }
}

my $entry = strftime('%H:%M:%S %Y/%m/%d', localtime) . " ZBXTRAP $address\n";
for (@values) {
    my ($oid, $value) = /^(\S+) (.*)$/s;
    # One line each, and no value that passes for the beginning of an entry.
    $value = text($value) =~ s/\s+/ /gr =~ s/ZBXTRAP/ZBX-TRAP/gr =~ s/ $//r;
    $entry .= "$oid $value\n";
}

open my $file, '>>', $ARGV[0] or die "$ARGV[0]: $!\n";
flock $file, LOCK_EX or die "$ARGV[0]: $!\n";
print {$file} $entry or die "$ARGV[0]: $!\n";
close $file or die "$ARGV[0]: $!\n";
