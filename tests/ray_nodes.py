"""A Ray cluster of two nodes with a core each on this machine: python -m tests.ray_nodes

Prints its address and the process ids of the second node as JSON, and stops when its standard input ends.
"""

import json
import sys

from ray.cluster_utils import Cluster

NODE = {"num_cpus": 1, "object_store_memory": 100_000_000, "include_dashboard": False}

cluster = Cluster(initialize_head=True, head_node_args=NODE)
second = cluster.add_node(num_cpus=1, object_store_memory=100_000_000)
pids = [process.pid for _, process in second.live_processes()]
sys.stdout.write(json.dumps({"address": cluster.address, "second": pids}) + "\n")
sys.stdout.flush()
sys.stdin.read()
cluster.shutdown()
