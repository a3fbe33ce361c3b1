// Two replicas of the bot. The channel reaches /api/messages over HTTPS; metrics stay inside, at a port without ingress.

param name string
param location string
param subnetId string
param logsName string
param identityName string
param registryName string
param image string
param databaseUrlSecret string
param administrators string
param tracesEndpoint string

var replicas = 2
var port = 3978
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d' // the built-in role AcrPull

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: logsName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, identity.id, acrPull)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
    vnetConfiguration: {
      infrastructureSubnetId: subnetId
      internal: false
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  dependsOn: [
    mayPull
  ]
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: port
        transport: 'http'
        allowInsecure: false
      }
      registries: [
        {
          server: registry.properties.loginServer
          identity: identity.id
        }
      ]
      secrets: [
        {
          name: 'database-url'
          keyVaultUrl: databaseUrlSecret
          identity: identity.id
        }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'bot'
          image: '${registry.properties.loginServer}/${image}'
          // A replica's name is known only inside it. It is another after a restart, so what one had in hand
          // when it died is taken up by the others' sweep, after two minutes.
          command: [
            '/bin/sh'
            '-c'
            'ONRAMP_REPLICA=$CONTAINER_APP_REPLICA_NAME exec onramp serve'
          ]
          env: [
            {
              name: 'ONRAMP_APP_TYPE'
              value: 'managed_identity'
            }
            {
              name: 'ONRAMP_APP_ID'
              value: identity.properties.clientId
            }
            {
              name: 'ONRAMP_TENANT_ID'
              value: subscription().tenantId
            }
            {
              name: 'ONRAMP_REPLICAS'
              value: string(replicas)
            }
            {
              name: 'ONRAMP_ADMINISTRATORS'
              value: administrators
            }
            {
              name: 'ONRAMP_DATABASE_URL'
              secretRef: 'database-url'
            }
            {
              name: 'ONRAMP_METRICS_HOST'
              value: '0.0.0.0'
            }
            {
              name: 'ONRAMP_METRICS_PORT'
              value: '9464'
            }
            {
              name: 'OTEL_EXPORTER_OTLP_ENDPOINT'
              value: tracesEndpoint
            }
          ]
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          probes: [
            {
              type: 'Startup' // a bot that gets no token or no database takes no traffic
              httpGet: {
                path: '/readyz'
                port: port
              }
              timeoutSeconds: 4
              periodSeconds: 5
              failureThreshold: 10
            }
            {
              type: 'Readiness' // with the database away later, questions are still answered
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 5
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 10
            }
          ]
        }
      ]
      scale: {
        minReplicas: replicas
        maxReplicas: replicas
      }
    }
  }
}

output host string = app.properties.configuration.ingress.fqdn
