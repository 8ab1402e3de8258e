package controlplane

import (
	"context"
	"fmt"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// context name of every kubeconfig written here.
const contextName = "bonafide-dev"

// kubeconfig writes a kubeconfig for one user of the API server at address.
func kubeconfig(path, address string, ca []byte, namespace string, user *clientcmdapi.AuthInfo) error {
	config := clientcmdapi.NewConfig()
	config.Clusters[contextName] = &clientcmdapi.Cluster{Server: address, CertificateAuthorityData: ca}
	config.AuthInfos[contextName] = user
	config.Contexts[contextName] = &clientcmdapi.Context{
		Cluster: contextName, AuthInfo: contextName, Namespace: namespace,
	}
	config.CurrentContext = contextName
	return clientcmd.WriteToFile(*config, path)
}

// ServiceAccountKubeconfig asks the API server, as the administrator whose kubeconfig is in admin, for
// a token of a service account, and writes a kubeconfig with it: whoever uses that may do what the
// account's roles grant and nothing else, as a pod of the account would.
func ServiceAccountKubeconfig(ctx context.Context, admin, path string, account types.NamespacedName) error {
	config, err := clientcmd.BuildConfigFromFlags("", admin)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	seconds := int64(lifetime / time.Second)
	token, err := client.CoreV1().ServiceAccounts(account.Namespace).CreateToken(ctx, account.Name,
		&authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: &seconds}},
		metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("requesting a token for service account %s: %w", account, err)
	}
	return kubeconfig(path, config.Host, config.CAData, account.Namespace,
		&clientcmdapi.AuthInfo{Token: token.Status.Token})
}
