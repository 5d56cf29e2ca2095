"""Real OpenSearch clusters on loopback, for tests, development and benches.

>>> from tests.cluster import Cluster, FaultyProxy
"""

from tests.cluster.errors import ClusterError
from tests.cluster.nodes import Cluster
from tests.cluster.proxy import FaultyProxy

__all__ = ["Cluster", "ClusterError", "FaultyProxy"]
