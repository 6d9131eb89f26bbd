from vedette.assets.live.machine import Machine, addresses

TRIE = """Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     |-- 127.0.0.1
        /32 host LOCAL
     |-- 192.0.2.10
        /32 host LOCAL
     |-- 192.0.2.255
        /32 link BROADCAST
Local:
     |-- 192.0.2.10
        /32 host LOCAL
"""
IPV6 = """00000000000000000000000000000001 01 80 10 80       lo
fe80000000000000fc0000fffe000001 02 40 20 80     eth0
20010db8001000000000000000000010 02 40 00 80     eth0
rubbish
"""


def test_addresses_of_the_network_are_those_that_are_local(machine):
    tree = machine({"/proc/net/fib_trie": TRIE, "/proc/net/if_inet6": IPV6})
    assert addresses(tree) == ("192.0.2.10", "2001:db8:10::10")


def test_a_machine_has_a_name_and_users(machine):
    tree = machine(
        {
            "/proc/sys/kernel/hostname": "web-1\n",
            "/etc/passwd": "root:x:0:0::/:/bin/sh\nbroken\nwww:x:33:33::/:\n",
        }
    )
    assert Machine(tree).name == "web-1"
    assert Machine(tree).users == {0: "root", 33: "www"}


def test_a_machine_that_says_nothing_is_localhost(tmp_path, machine):
    assert Machine(machine({})).name == "localhost"


def test_users_with_hostile_numbers_are_passed_over(machine):
    assert Machine(machine({"/etc/passwd": f"a:x:²:0\nb:x:{'9' * 5000}:0\nc:x:7:7\n"})).users == {7: "c"}
