"""What listens on this machine, read from the kernel, the package databases and the files of the processes.

Nothing is run but the firewall's own listing, and nothing is asked over the network: a program is known from what
owns its file, or from the file itself.
"""
