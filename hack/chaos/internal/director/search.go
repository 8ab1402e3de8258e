package director

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	eventsv1 "k8s.io/api/events/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

// Search reads all logs, all objects and all Kubernetes Events for what must not be there.
func (d *Director) Search(ctx context.Context) ([]verdict.Violation, error) {
	all, err := d.searchObjects(ctx)
	if err != nil {
		return nil, err
	}
	logs, err := filepath.Glob(filepath.Join(d.stage.Logs(), "*.log"))
	if err != nil {
		return nil, err
	}
	for _, path := range logs {
		found, err := d.searchLog(path)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func (d *Director) searchLog(path string) ([]verdict.Violation, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var alarms []string
	if strings.HasPrefix(filepath.Base(path), "bonafide-") {
		alarms = verdict.Alarms
	}
	return verdict.Texts(path, f, d.Canaries(), alarms)
}

func (d *Director) searchObjects(ctx context.Context) ([]verdict.Violation, error) {
	var all []verdict.Violation
	for _, list := range []client.ObjectList{
		&v1alpha1.VerifiedCustomerList{}, &v1alpha1.BeneficialOwnerList{}, &v1alpha1.VerificationProviderList{}, &eventsv1.EventList{},
	} {
		if err := d.stage.Kube.List(ctx, list); err != nil {
			return nil, err
		}
		text, err := json.Marshal(list)
		if err != nil {
			return nil, err
		}
		found, err := verdict.Texts(fmt.Sprintf("the objects of %T", list), strings.NewReader(string(text)), d.Canaries(), nil)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}
