// Package stage puts up all of Bonafide as a cluster would run it, on this machine: etcd and
// kube-apiserver, replicas of bin/bonafide with a leader election as processes of their own, a balancer
// in front of them, and simulated providers over real HTTP. Any of them can be killed, frozen and started
// again, at any moment.
//
// It knows how to start, end and reach programs. It must not know what is tried on it, nor what should
// come of it.
package stage
